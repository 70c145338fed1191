public import PeerProtocol

/// Why a batch of a feed, or the answer to one, is not taken in.
public enum ExchangeRefusal: Hashable, Sendable {
  /// The point with this index stands in the batch twice.
  case duplicatePoint(index: Int)
  /// The point with this index is not on the curve.
  case invalidPoint(index: Int)
  /// The body is no batch of PROTOCOL.
  case unreadableBatch(Problem)
  /// This member of the receipt does not fit the batch.
  case receiptMismatch(member: String)
  /// The receipt does not carry the sender's signature alone.
  case receiptSignature(JWSError)
  /// The receipt of the generation before is not of this feed, or lacks a signature.
  case invalidPreviousReceipt
  /// The feed was complete, and the batch says that it is not.
  case completenessWithdrawn
  /// The batch does not follow the one that is held.
  case sequenceGap(FeedStateReport)
  /// The sequence was used for another batch.
  case sequenceConflict(FeedStateReport)
  /// The feed changed while the batch was computed.
  case feedChanged
  /// Too many batches of the peer are under way.
  case tooManyBatches
  /// Too many batches of the peer changed nothing; one more is taken after `seconds`.
  case tooManyIdleBatches(seconds: Int)
  /// The peer's answer to a batch is forged.
  case forgedAnswer(ForgedAnswer)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .duplicatePoint: .duplicatePoint
    case .invalidPoint: .invalidPoint
    case .unreadableBatch(let problem): problem.code
    case .receiptMismatch, .receiptSignature, .invalidPreviousReceipt, .completenessWithdrawn, .forgedAnswer:
      .invalidReceipt
    case .sequenceGap: .sequenceGap
    case .sequenceConflict: .sequenceConflict
    case .feedChanged, .tooManyBatches, .tooManyIdleBatches: .tryAgain
    }
  }
}

/// How a peer's answer to a batch shows that it is forged.
public enum ForgedAnswer: Hashable, Sendable {
  /// Its receipt is of another batch.
  case otherBatch
  /// Its receipt is not signed by both regions.
  case signatures(JWSError)
  /// Its tokens are not those that its signature names.
  case tokens
}
