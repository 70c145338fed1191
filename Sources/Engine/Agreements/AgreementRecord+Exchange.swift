import PeerProtocol
import Region

extension AgreementRecord {
  /// True for a proposal of this region that no person approved: its node made it, by a standing approval.
  var isSignedAlone: Bool { approvals.isEmpty && status == .rejected && document.signatures.count == 1 }

  /// True where the agreement is in force, and no clock in doubt says otherwise.
  func mayExchange(by clock: NodeClock) -> Bool {
    isInForce(now: clock.now) && (!clock.isInDoubt || isInForce(now: clock.machineNow))
  }
}
