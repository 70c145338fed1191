public import PeerProtocol

/// Why a node does not make, or does not sign, an agreement with a peer by itself.
public enum PairHindrance: Hashable, Sendable {
  // MARK: What time, a signature or an approval of our own people mends

  /// This region did not sign the framework.
  case unsignedHere
  /// The peer's signature on the framework is not held here.
  case unsignedByPeer
  /// The peer did not confirm yet that it holds this region's signature.
  case unknownToPeer
  /// This region's people gave no standing approval.
  case noStandingApproval
  /// One of this region's two people approved so far.
  case standingIncomplete
  /// The standing approval rests since the node was restored from a backup, or the peer claims that it was.
  case standingRests
  /// The peer proposes, by itself or by its people.
  case awaitsPeer
  /// This agreement of the two waits for the peer's signature.
  case proposed(AgreementId)

  // MARK: What only people decide

  /// The peer's class is above the one up to which the node signs by itself.
  case classAbove(String)
  /// The peer was introduced, and this region's people compared no key with it.
  case notCompared
  /// An agreement, a proposal or the peering with this name or key was rejected, revoked, suspended or removed before.
  case formerTrouble
  /// The node signed one with this peer under this framework before: it does so once.
  case signedBefore(AgreementId)
  /// This agreement waits here for people.
  case waitsHere(AgreementId)
  /// The peer is suspended.
  case suspended
  /// The peer's node is of the other environment.
  case otherEnvironment
  /// The framework's term is over.
  case termOver

  /// The word in documents.
  public var name: String {
    switch self {
    case .unsignedHere: "unsigned-here"
    case .unsignedByPeer: "unsigned-by-peer"
    case .unknownToPeer: "signature-on-its-way"
    case .noStandingApproval: "no-standing-approval"
    case .standingIncomplete: "standing-approval-incomplete"
    case .standingRests: "standing-approval-rests"
    case .awaitsPeer: "awaits-peer"
    case .proposed: "proposed"
    case .classAbove: "class-above"
    case .notCompared: "not-compared"
    case .formerTrouble: "former-trouble"
    case .signedBefore: "signed-before"
    case .waitsHere: "waits-here"
    case .suspended: "suspended"
    case .otherEnvironment: "other-environment"
    case .termOver: "term-over"
    }
  }

  /// The agreement that stands in the way.
  public var agreement: AgreementId? {
    switch self {
    case .proposed(let id), .signedBefore(let id), .waitsHere(let id): id
    default: nil
    }
  }
}
