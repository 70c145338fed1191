public import Cryptography

/// What one side of a match proves to the other (Schemas/peer-protocol.md, section 6), as the side sees it that holds
/// the value.
public struct MatchStatement: Hashable, Sendable {
  /// Length of a proof in bytes.
  public static let proofLength = 64

  /// The agreement's id, 32 bytes.
  public var agreement: [UInt8]
  /// What the match is about.
  public var kind: SubjectKind
  /// The match's id, 16 bytes.
  public var matchId: [UInt8]
  /// This node's own pseudonym U of the entry, 65 bytes.
  public var ownPseudonym: [UInt8]
  /// The point X that the other side sent for its entry, 65 bytes.
  public var peerPoint: [UInt8]
  /// The name of the region that sends the proof: our own when proving, the peer's when verifying.
  public var region: String

  /// A statement of these parts, whose lengths are checked when it is proven or verified.
  public init(
    agreement: [UInt8], kind: SubjectKind, matchId: [UInt8], ownPseudonym: [UInt8], peerPoint: [UInt8], region: String
  ) {
    self.agreement = agreement
    self.kind = kind
    self.matchId = matchId
    self.ownPseudonym = ownPseudonym
    self.peerPoint = peerPoint
    self.region = region
  }
}
