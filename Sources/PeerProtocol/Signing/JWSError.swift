/// Why a signed document is not accepted.
public enum JWSError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A protected header is not strict JSON, or lacks a member.
  case malformedHeader
  /// A header names members that a verifier must understand (`crit`) or an unencoded payload (`b64`).
  case unsupportedHeader
  /// `alg` is not `EdDSA`.
  case algorithm
  /// `typ` is that of another document.
  case type
  /// A signature is of a key that was not expected, or there are more than expected.
  case unknownSigner
  /// One key signed twice, or one key was expected twice.
  case duplicateSigner
  /// A signature that was expected is not there.
  case missingSigner
  /// A signature does not verify.
  case signature

  /// What is wrong, for people.
  public var description: String {
    switch self {
    case .malformedHeader: "a protected header is malformed"
    case .unsupportedHeader: "a protected header has crit or b64"
    case .algorithm: "alg must be EdDSA"
    case .type: "typ is of another document"
    case .unknownSigner: "a signature is of a key that was not expected"
    case .duplicateSigner: "the same key signed twice"
    case .missingSigner: "a signature is missing"
    case .signature: "a signature does not verify"
    }
  }
}
