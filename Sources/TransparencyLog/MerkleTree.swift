import Cryptography

/// The hashes of a Merkle tree (RFC 6962 section 2.1, with SHA-256).
///
/// A *subtree* here is complete: of height h it has 2^h leaves and begins at a multiple of that.
public enum MerkleTree {
  /// Bytes of a hash.
  public static let hashLength = 32
  /// The root hash of a tree without entries.
  public static let emptyRoot = SHA256.hash()
  /// The most hashes that a proof about a tree of any size has.
  public static let maxProofHashes = 63

  /// The hash of an entry.
  public static func leafHash(_ entry: [UInt8]) -> [UInt8] { SHA256.hash([0x00], entry) }

  /// The hash of the node above two others.
  public static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { SHA256.hash([0x01], left, right) }
}
