import PeerProtocol
import Region
import Synchronization

/// The node's time, as every part of the trade reads it: the machine's clock, and whether it is believed.
///
/// While the machine's clock is in doubt, what is noted is noted by the time that is expected, so that nothing is stored
/// of a year that may never come. ``ClockWatch`` notices and ends the doubt; nobody else changes what this holds.
final class NodeClock: Sendable {
  private let machine: any EngineClock
  /// Nil until the watch had its first look: the clock is believed until then.
  let book = Mutex<ClockBook?>(nil)

  init(_ machine: any EngineClock) { self.machine = machine }

  /// Milliseconds that passed since some moment, whatever the clock was set to meanwhile.
  var uptimeMilliseconds: Int { machine.uptimeMilliseconds }

  /// Milliseconds since 1970 as the machine's clock says, in doubt or not.
  var machineMilliseconds: Int { machine.milliseconds }

  /// Both at this moment.
  var reading: ClockReading { ClockReading(wall: machineMilliseconds, uptime: uptimeMilliseconds) }

  /// The time by which everything is noted; milliseconds since 1970.
  var milliseconds: Int {
    book.withLock { book in
      let reading = reading
      return book?.trusted(reading) ?? reading.wall
    }
  }

  /// The same in seconds.
  var now: Timestamp { Timestamp(seconds: Int64(milliseconds / 1000)) }

  /// Today in UTC.
  var today: CalendarDate { CalendarDate(now) }

  /// What the machine's clock says, in doubt or not.
  var machineNow: Timestamp { Timestamp(seconds: Int64(machineMilliseconds / 1000)) }

  /// The day that the machine's clock shows, by which reports are judged.
  var machineDay: CalendarDate { CalendarDate(machineNow) }

  /// The day that is noted where a person ends something: of two that may be right the later one, since an end that is
  /// noted too early lets the archive end too early.
  var notedDay: CalendarDate { max(today, machineDay) }

  /// True while nothing may be decided that cannot be taken back.
  var isInDoubt: Bool {
    book.withLock { book in
      let reading = reading
      return book?.isInDoubt(reading) ?? false
    }
  }

  /// True once the node has listened long enough that a peer which is there would have been heard: not right after a
  /// start, which may come months after the stop, and not by a clock that has just been set months ahead.
  var hasListened: Bool {
    let since = book.withLock { $0?.listensSince }
    return since.map { uptimeMilliseconds - $0 >= EngineLimits.listeningMilliseconds } ?? false
  }
}
