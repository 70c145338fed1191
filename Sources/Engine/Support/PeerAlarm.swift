public import PeerProtocol
public import Region

/// What a peer did that people should know of. The words are made where it is shown.
public enum PeerAlarm: Hashable, Sendable {
  /// It sent more than this limit of the agreement allows.
  case limitExceeded(String)
  /// A batch of it was refused whole.
  case batchRefused(ProblemCode)
  /// Its proof of a match failed.
  case unproven
  /// It does not accept this region's proof of a match.
  case proofRefused
  /// Its answer to a batch is forged.
  case forgedAnswer(ForgedAnswer)
  /// It answered two additions of one feed with the same token.
  case tokenTwice
  /// Its state of a feed shows a receipt that does not verify.
  case invalidReceiptInState
  /// It claims to hold a card of this region that was never signed.
  case unknownCardVersion

  /// The name of the alarm, as it is stored and shown.
  public var code: String {
    switch self {
    case .limitExceeded: ProblemCode.limitExceeded.rawValue
    case .batchRefused(let code): code.rawValue
    case .unproven: ProblemCode.unprovenMatch.rawValue
    case .proofRefused: "proof-refused"
    case .forgedAnswer(.tokens), .tokenTwice: "forged-tokens"
    case .forgedAnswer: "forged-receipt"
    case .invalidReceiptInState: "invalid-receipt"
    case .unknownCardVersion: "card-version"
    }
  }
}
