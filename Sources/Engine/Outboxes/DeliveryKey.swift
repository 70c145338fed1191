import PeerProtocol
import Region

/// What is delivered to a peer, named so that nothing is under way twice.
enum DeliveryKey: Hashable, Sendable {
  /// A question after the outcome of our peering request.
  case outcome
  /// Our card.
  case card(version: Int)
  /// A question after what the peer's witness holds of the own log.
  case ownLogHeld
  /// The checkpoint of this size, for the peer's witness.
  case checkpoint(size: Int)
  /// A question after what the peer's witness holds of the log of another peer.
  case crossCheck(log: RegionName)
  /// A question for a proof that the peer's log of one size continues that of another.
  case consistency(from: Int, to: Int)
  /// A question after the peer's health, for its clock.
  case health
  /// An agreement, with the number of its signatures.
  case agreement(AgreementId, signatures: Int)
  /// The document that ended an agreement.
  case ending(AgreementId)
  /// This region's signature on a framework.
  case framework(FrameworkId)
  /// A limit exception, with the number of its signatures, under its agreement.
  case exception(AgreementId, DocumentId, signatures: Int)
  /// A question after the state of our feeds.
  case state(AgreementId)
  /// The pending batch of a feed.
  case batch(FeedKey)
  /// A proof, or our view at a revision.
  case match(MatchId)

  /// True for the document that ended an agreement.
  var isEnding: Bool {
    if case .ending = self { true } else { false }
  }

  /// True for a proof or a view.
  var isMatch: Bool {
    if case .match = self { true } else { false }
  }

  /// True for what concerns the audit logs.
  var isOfLogs: Bool {
    switch self {
    case .ownLogHeld, .checkpoint, .crossCheck, .consistency: true
    default: false
    }
  }

  /// True for a question for a proof of a log.
  var isOfConsistency: Bool {
    if case .consistency = self { true } else { false }
  }

  /// The agreement that the delivery is of, or under; nil for a match, whose record says it.
  var agreement: AgreementId? {
    switch self {
    case .agreement(let id, _), .ending(let id), .exception(let id, _, _), .state(let id): id
    case .batch(let key): key.agreement
    case .outcome, .card, .health, .framework, .match, .ownLogHeld, .checkpoint, .crossCheck, .consistency: nil
    }
  }
}
