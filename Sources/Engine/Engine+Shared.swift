package import PeerProtocol
package import Region

/// Short names for the simulation and tests; an owner asks its own `store` and `clock`.
extension Engine {
  /// See ``NodeClock/milliseconds``.
  package var milliseconds: Int { clock.milliseconds }
  package var now: Timestamp { clock.now }
  var today: CalendarDate { clock.today }
  var clockNow: Timestamp { clock.machineNow }
  var clockDay: CalendarDate { clock.machineDay }
  /// See ``NodeClock/isInDoubt``.
  package var isClockInDoubt: Bool { clock.isInDoubt }

  /// The latest state; see ``Store/readLatest(_:)``.
  package func peek<Result>(_ body: (RegionState) -> Result) -> Result { store.readLatest(body) }
}
