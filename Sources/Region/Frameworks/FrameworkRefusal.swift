public import PeerProtocol

/// Why a step with a framework is refused.
public enum FrameworkRefusal: Hashable, Sendable {
  /// The text is no framework's id.
  case invalidId
  /// No framework with this id is held.
  case unknown
  /// The path names another framework than the document.
  case pathNamesOther
  /// Only the operator draws a framework up, and names the class.
  case notOperator
  /// Only the operator and the privacy officer approve.
  case notApprover
  /// This person approved it already, in another role.
  case secondPersonNeeded(first: String, role: String)
  /// The operator did not choose a class yet.
  case classNeeded([String])
  /// The framework has no such class; these it has.
  case unknownClass([String])
  /// The operator chose this class.
  case otherClass(String)
  /// This region signed under this class; the first signature stands.
  case signedAs(String)
  /// The peer signed under this class before; the first signature stands.
  case peerSignedAs(String)
  /// The framework's term is over.
  case termOver
  /// So many frameworks are held already.
  case tooMany(Int)
  /// So many frameworks that this region did not sign are held of the peer already.
  case tooManyOfPeer(Int)
  /// This region did not sign the framework.
  case notSigned
  /// The first person approved these terms, which are others.
  case otherStandingTerms(StandingApproval.Terms)
  /// There is no standing approval.
  case noStandingApproval
  /// The framework that an agreement names is not held here.
  case notHeld
  /// The signatures of these regions on the framework of an agreement are not held here.
  case unsigned([RegionName])

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .invalidId, .pathNamesOther, .unknownClass, .classNeeded: .malformed
    case .unknown: .notFound
    case .notOperator, .notApprover, .secondPersonNeeded: .forbidden
    case .otherClass, .signedAs, .peerSignedAs, .termOver, .tooMany, .tooManyOfPeer, .notSigned, .otherStandingTerms,
      .noStandingApproval, .notHeld, .unsigned:
      .conflict
    }
  }
}
