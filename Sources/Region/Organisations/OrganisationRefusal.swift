public import PeerProtocol

/// Why the register of organisations does not do what it was asked.
public enum OrganisationRefusal: Hashable, Sendable {
  /// The register does not have the organisation.
  case notFound
  /// With the file, the register would hold more than `limit` organisations.
  case tooMany(limit: Int)
  /// The file is no table of organisations; what is wrong with it.
  case unreadable([String])
  /// The municipality merges into another already.
  case merged(old: String, into: String)
  /// The mergers would lead back to where they began.
  case circle

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .notFound: .notFound
    case .tooMany: .tooLarge
    case .unreadable: .malformed
    case .merged, .circle: .conflict
    }
  }
}
