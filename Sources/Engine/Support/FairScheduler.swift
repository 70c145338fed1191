import Dispatch
import PeerProtocol
import Synchronization

/// Gives out turns at something that there is little of, such as the cores for curve arithmetic: to the party that has the
/// fewest turns now, and among those to the one that was served longest ago. However much one party asks for, another
/// waits for one turn of each of them, never for the whole of a queue.
final class FairScheduler: Sendable {
  /// Who wants a turn.
  enum Party: Hashable, Sendable {
    /// This region's own systems and people.
    case ownRegion
    case peer(RegionName)
  }

  private final class Ticket: Sendable {
    let granted = DispatchSemaphore(value: 0)
  }

  private struct State: Sendable {
    var free: Int
    var running: [Party: Int] = [:]
    var waiting: [Party: [Ticket]] = [:]
    var servedAt: [Party: UInt64] = [:]
    var turns: UInt64 = 0

    /// Takes note that the party has a turn from now on.
    mutating func serve(_ party: Party) {
      free -= 1
      turns += 1
      running[party, default: 0] += 1
      servedAt[party] = turns
    }

    /// Whose turn it is, of those who wait.
    var next: Party? {
      func rank(_ party: Party) -> (Int, UInt64) { (running[party] ?? 0, servedAt[party] ?? 0) }
      return waiting.keys.min { rank($0) < rank($1) }
    }
  }

  private let state: Mutex<State>

  /// So many turns at a time.
  init(atOnce: Int) { state = Mutex(State(free: max(1, atOnce))) }

  /// How many wait.
  var waitingCount: Int { state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

  /// Waits for a turn of the party's, and does something in it. Not to be asked for within a turn.
  func take<Result, Failure: Error>(
    _ party: Party, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let ticket = state.withLock { state -> Ticket? in
      if state.free > 0 {
        state.serve(party)
        return nil
      }
      let ticket = Ticket()
      state.waiting[party, default: []].append(ticket)
      return ticket
    }
    ticket?.granted.wait()
    defer { leave(party) }
    return try body()
  }

  private func leave(_ party: Party) {
    let next = state.withLock { state -> Ticket? in
      state.free += 1
      state.running[party] = (state.running[party] ?? 1) - 1
      if state.running[party] == 0 { state.running[party] = nil }
      guard let party = state.next, let ticket = state.waiting[party]?.removeFirst() else { return nil }
      if state.waiting[party]?.isEmpty == true { state.waiting[party] = nil }
      state.serve(party)
      return ticket
    }
    next?.granted.signal()
  }
}
