/// The kinds of problem: those of the peer protocol and those that any HTTP service has. The raw value is the `code` member.
public enum ProblemCode: String, Sendable, Hashable, CaseIterable {
  /// The key that was shown belongs to no peer.
  case unknownPeer = "unknown-peer"
  /// The operator suspended the peer.
  case peerSuspended = "peer-suspended"
  /// No such invitation is open, or its proof fails.
  case invitationInvalid = "invitation-invalid"
  /// No such agreement is in force, or none is known.
  case agreementNotActive = "agreement-not-active"
  /// The card and the connection or the pinned key disagree.
  case cardMismatch = "card-mismatch"
  /// A card of this or a higher version is held.
  case staleCard = "stale-card"
  /// The batch does not follow the last one.
  case sequenceGap = "sequence-gap"
  /// The last batch again with other content.
  case sequenceConflict = "sequence-conflict"
  /// More than the agreement allows.
  case limitExceeded = "limit-exceeded"
  /// Not a point of the curve in uncompressed form.
  case invalidPoint = "invalid-point"
  /// The same point twice in one batch.
  case duplicatePoint = "duplicate-point"
  /// The receipt does not verify or does not fit the batch.
  case invalidReceipt = "invalid-receipt"
  /// The proof of a match fails.
  case unprovenMatch = "unproven-match"
  /// No such match is held.
  case unknownMatch = "unknown-match"
  /// The log does not extend the one that was seen last.
  case inconsistentLog = "inconsistent-log"
  /// The introduction counts for nothing here.
  case invalidIntroduction = "invalid-introduction"
  /// The body does not parse or fit.
  case malformed
  /// A signature does not verify.
  case invalidSignature = "invalid-signature"
  /// The caller may not do this.
  case forbidden
  /// Nothing is there.
  case notFound = "not-found"
  /// The path has no such method.
  case methodNotAllowed = "method-not-allowed"
  /// It took too long to arrive.
  case requestTimeout = "request-timeout"
  /// It does not go together with what is held.
  case conflict
  /// The body is over its limit.
  case tooLarge = "too-large"
  /// The body is of a type that is not read here.
  case unsupportedMediaType = "unsupported-media-type"
  /// More requests than are taken.
  case tooManyRequests = "too-many-requests"
  /// Something failed here.
  case internalError = "internal-error"
  /// Not now.
  case tryAgain = "try-again"

  /// The HTTP status that goes with it.
  public var status: Int { meaning.status }

  /// The title: the same for every problem of this kind.
  public var title: String { meaning.title }

  private var meaning: (status: Int, title: String) {
    switch self {
    case .unknownPeer: (403, "This key belongs to no peer")
    case .peerSuspended: (403, "Exchange with this peer is suspended")
    case .invitationInvalid: (403, "The invitation is not valid")
    case .agreementNotActive: (403, "No such agreement is in force")
    case .cardMismatch: (403, "The card does not fit")
    case .staleCard: (409, "A newer card is held")
    case .sequenceGap: (409, "The batch does not follow the last one")
    case .sequenceConflict: (409, "This sequence was used for another batch")
    case .limitExceeded: (429, "More than the agreement allows")
    case .invalidPoint: (400, "An addition is not a valid point")
    case .duplicatePoint: (400, "A point stands twice in the batch")
    case .invalidReceipt: (400, "The receipt is not valid")
    case .unprovenMatch: (403, "The proof of the match fails")
    case .unknownMatch: (404, "No such match is held")
    case .inconsistentLog: (409, "The log does not extend the one seen last")
    case .invalidIntroduction: (403, "The introduction does not count here")
    case .malformed: (400, "The request does not parse or fit")
    case .invalidSignature: (400, "A signature is not valid")
    case .forbidden: (403, "Not allowed")
    case .notFound: (404, "Nothing is here")
    case .methodNotAllowed: (405, "The method is not allowed here")
    case .requestTimeout: (408, "The request took too long")
    case .conflict: (409, "This does not go together with what is held")
    case .tooLarge: (413, "The body is too large")
    case .unsupportedMediaType: (415, "The body is of another type than is read here")
    case .tooManyRequests: (429, "Too many requests")
    case .internalError: (500, "Something failed here")
    case .tryAgain: (503, "Not now, try again")
    }
  }
}
