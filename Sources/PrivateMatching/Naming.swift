public import Cryptography

/// Names that both sides compute alike from what they exchange (Schemas/peer-protocol.md, sections 2, 5 and 6).
public enum Naming {
  /// Length of a handle, a match token and a match id in bytes.
  public static let length = 16

  private static let handleLabel = Array("samenloop/v1/handle".utf8)
  private static let tokenLabel = Array("samenloop/v1/token".utf8)
  private static let matchLabel = Array("samenloop/v1/match".utf8)

  /// The handle of an entry of a feed, 16 bytes, from its point of 65 bytes.
  public static func handle(of point: [UInt8], kind: SubjectKind) -> [UInt8] {
    short(SHA256.hash(handleLabel, [kind.rawValue], point))
  }

  /// The id of a match, 16 bytes, from the handles of the agreement's parties in the order in which it names them.
  public static func matchId(
    agreement: [UInt8], kind: SubjectKind, handleOfFirstParty: [UInt8], handleOfSecondParty: [UInt8]
  ) -> [UInt8] {
    short(SHA256.hash(matchLabel, agreement, [kind.rawValue], handleOfFirstParty, handleOfSecondParty))
  }

  /// The digest of a batch, 32 bytes: over its salt, the points it adds (65 bytes each) and the handles it withdraws (16
  /// bytes each), in the order sent.
  public static func batchDigest(salt: [UInt8], add: [[UInt8]], withdraw: [[UInt8]]) -> [UInt8] {
    var stream = SHA256.Stream()
    stream.update(salt)
    for point in add { stream.update([1] + point) }
    for handle in withdraw { stream.update([2] + handle) }
    return stream.finish()
  }

  /// The token of a shared point, 16 bytes. The point itself never leaves the node.
  package static func token(of sharedPoint: [UInt8], agreement: [UInt8], kind: SubjectKind) -> [UInt8] {
    short(SHA256.hash(tokenLabel, agreement, [kind.rawValue], P256.compress(sharedPoint)))
  }

  private static func short(_ digest: [UInt8]) -> [UInt8] { Array(digest.prefix(length)) }
}
