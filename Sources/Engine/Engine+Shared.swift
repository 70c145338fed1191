import PeerProtocol
package import Region

/// Short names for the extensions that are not owners yet; an owner asks its own `store` and `clock`.
extension Engine {
  /// See ``NodeClock/milliseconds``.
  package var milliseconds: Int { clock.milliseconds }
  var now: Timestamp { clock.now }
  var today: CalendarDate { clock.today }
  var clockNow: Timestamp { clock.machineNow }
  var clockDay: CalendarDate { clock.machineDay }
  var notedDay: CalendarDate { clock.notedDay }
  /// See ``NodeClock/isInDoubt``.
  package var isClockInDoubt: Bool { clock.isInDoubt }
  var hasListened: Bool { clock.hasListened }

  /// A failure of a delivery in words.
  func text(of failure: DeliveryFailure) -> String { rendered(.undelivered(failure)).detail }

  /// The latest state, for the simulation and tests; see ``Store/readLatest(_:)``.
  package func peek<Result>(_ body: (RegionState) -> Result) -> Result { store.readLatest(body) }
}
