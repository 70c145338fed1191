import Region

extension AgreementRecord {
  /// True where the agreement is in force, and no clock in doubt says otherwise.
  func mayExchange(by clock: NodeClock) -> Bool {
    isInForce(now: clock.now) && (!clock.isInDoubt || isInForce(now: clock.machineNow))
  }
}
