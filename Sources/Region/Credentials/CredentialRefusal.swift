public import PeerProtocol

/// Why a decision on a privacy officer's certificate is refused.
public enum CredentialRefusal: Hashable, Sendable {
  /// The text is no certificate's id.
  case invalidId
  /// No certificate with this id waits.
  case notWaiting
  /// The certificate was revoked, for good.
  case revoked
  /// The certificate is registered, so that no proposal can be taken back.
  case registered
  /// Only a registered privacy officer decides on that.
  case notRegisteredOfficer
  /// The request is by the key or name of the operator, who may not be the privacy officer as well.
  case operatorAsOfficer
  /// Who proposed it may not consent to it.
  case ownProposal(name: String)
  /// So many certificates wait for a privacy officer already.
  case tooManyProposals(Int)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .invalidId: .malformed
    case .notWaiting: .notFound
    case .revoked, .registered, .tooManyProposals: .conflict
    case .notRegisteredOfficer, .operatorAsOfficer, .ownProposal: .forbidden
    }
  }
}
