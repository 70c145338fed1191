public import Cryptography
public import PeerProtocol

/// That an introducer named this key for this region: what is kept of an introduction once it contradicted another, or an
/// accepted peer. It outlives the introduction, since time alone ends no contradiction; people do.
public struct IntroductionClaim: Hashable, Sendable {
  /// Who said so.
  public var introducer: RegionName
  /// The key under which it said so.
  public var introducerKey: Ed25519PublicKey
  /// Of whom.
  public var region: RegionName
  /// The key that it named.
  public var identityKey: Ed25519PublicKey

  /// Claims that are kept of one introducer. One that contradicted others this often is heard no more.
  public static let limit = 100

  /// What an introduction says.
  init(_ introduction: ReceivedIntroduction) {
    (introducer, introducerKey) = (introduction.facts.introducer, introduction.introducerKey)
    (region, identityKey) = (introduction.facts.region, introduction.facts.identityKey)
  }

  /// In the order of snapshots.
  static func precedes(_ left: Self, _ right: Self) -> Bool {
    if left.introducer != right.introducer { return left.introducer < right.introducer }
    if left.region != right.region { return left.region < right.region }
    if left.identityKey != right.identityKey {
      return left.identityKey.bytes.lexicographicallyPrecedes(right.identityKey.bytes)
    }
    return left.introducerKey.bytes.lexicographicallyPrecedes(right.introducerKey.bytes)
  }

  func write(to writer: inout ByteWriter) {
    writer.region(introducer)
    writer.blob(introducerKey.bytes)
    writer.region(region)
    writer.blob(identityKey.bytes)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    introducer = try reader.region()
    introducerKey = try Self.key(from: &reader)
    region = try reader.region()
    identityKey = try Self.key(from: &reader)
  }

  private static func key(from reader: inout ByteReader) throws(CodecError) -> Ed25519PublicKey {
    let bytes = try reader.blob()
    guard let key = try? Ed25519PublicKey(bytes: bytes) else { throw CodecError("a stored key does not read") }
    return key
  }
}

/// What was said of keys now, by regions that are trusted to say it: it counts only where it agrees.
struct IntroductionClaims: Sendable {
  private(set) var all: Set<IntroductionClaim> = []
  private var keys: [RegionName: Set<Ed25519PublicKey>] = [:]
  private var regions: [Ed25519PublicKey: Set<RegionName>] = [:]

  init(_ claims: some Sequence<IntroductionClaim>) {
    for claim in claims where all.insert(claim).inserted {
      keys[claim.region, default: []].insert(claim.identityKey)
      regions[claim.identityKey, default: []].insert(claim.region)
    }
  }

  /// True where the region is named with another key, too, or the key under another name.
  func contradict(_ region: RegionName, _ key: Ed25519PublicKey) -> Bool {
    (keys[region] ?? []).contains { $0 != key } || (regions[key] ?? []).contains { $0 != region }
  }
}
