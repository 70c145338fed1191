public import PeerProtocol

/// Why a step of an agreement is refused.
public enum AgreementRefusal: Hashable, Sendable {
  // MARK: The agreement that is meant

  /// The text is no agreement's id.
  case invalidId
  /// No agreement with this id is held.
  case unknown
  /// No agreement with this id came over yet; it may be on its way.
  case awaited
  /// This node asked the peer for the agreement during these seconds, and it never came.
  case neverProposed(seconds: Int)
  /// No agreement with this id is in force between the regions.
  case notActive

  // MARK: People

  /// Only the operator proposes an agreement.
  case notOperator
  /// Only the operator and the privacy officer approve agreements.
  case notApprover
  /// This person approved it already, in another role.
  case secondPersonNeeded(first: String, role: String)

  // MARK: What stands in the way

  /// The legal ground for exchange ended on this day.
  case groundEnded(CalendarDate)
  /// The region is no accepted peer.
  case notPeers(String)
  /// The region's node exchanges youths of the other environment.
  case otherEnvironment(String, PeerEnvironment)
  /// This region leaves the federation.
  case leaving
  /// This agreement covers part of the term.
  case overlaps(AgreementId)
  /// The agreement's term is over.
  case termOver
  /// The proposal lapsed.
  case lapsed
  /// The agreement is in this state, which allows no such step.
  case standing(AgreementStanding, id: String)
  /// The agreement is concluded, so that it cannot be rejected.
  case concluded(id: String)

  // MARK: What a peer put

  /// The path names another agreement than the document.
  case pathNamesOther
  /// The path names another agreement than the document that ends one.
  case endingOfOther
  /// The proposal is older than 30 days.
  case proposalTooOld
  /// The proposal is of a day that is still to come.
  case proposalOfFuture
  /// The proposed term is over.
  case proposedTermOver
  /// A proposal of this region with a smaller id crosses the peer's.
  case crossed(by: AgreementId)
  /// So many proposals of the peer wait here for approval.
  case tooManyOpen(Int)
  /// Too many proposals between the regions were never concluded.
  case tooManyUnconcluded
  /// The agreement takes no signature now.
  case takesNoSignature
  /// The agreement is concluded here; the peer can only revoke it.
  case onlyRevocation

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .invalidId, .pathNamesOther, .endingOfOther: .malformed
    case .unknown, .neverProposed: .notFound
    case .awaited: .tryAgain
    case .notActive: .agreementNotActive
    case .notOperator, .notApprover, .secondPersonNeeded: .forbidden
    case .groundEnded, .notPeers, .otherEnvironment, .leaving, .overlaps, .termOver, .lapsed, .standing, .concluded,
      .proposalTooOld, .proposalOfFuture, .proposedTermOver, .crossed, .tooManyOpen, .tooManyUnconcluded,
      .takesNoSignature, .onlyRevocation:
      .conflict
    }
  }
}
