import Cryptography
public import Region

/// The choice of entries for a review: those whose SHA-256 over the seed and the entry's id is lowest.
///
/// The seed is the root of a checkpoint, so that nobody chooses by hand, and anyone who has it can choose again.
public struct ReviewSelection: Sendable {
  private let seed: [UInt8]
  private var lowest: [(digest: [UInt8], id: AuditEntryId)] = []
  /// How many entries were offered.
  public private(set) var found = 0

  /// A choice with this seed: the root of a checkpoint, 32 bytes.
  public init(seed: [UInt8]) { self.seed = seed }

  /// Offers an entry, once.
  public mutating func offer(_ id: AuditEntryId) {
    found += 1
    lowest.append((SHA256.hash(seed, Array(id.text.utf8)), id))
    // A month may have a million entries, of which no more than the limit are ever chosen.
    if lowest.count >= 4 * OpenReview.entryLimit { keepLowest(OpenReview.entryLimit) }
  }

  /// The share of what was offered, at most ``OpenReview/entryLimit``, lowest first. `share`: percent, rounded up.
  public func chosen(share: Int) -> [AuditEntryId] {
    var copy = self
    copy.keepLowest(min(OpenReview.count(share: share, of: found), OpenReview.entryLimit))
    return copy.lowest.map(\.id)
  }

  private mutating func keepLowest(_ count: Int) {
    lowest.sort { $0.digest.lexicographicallyPrecedes($1.digest) }
    lowest.removeLast(max(0, lowest.count - count))
  }
}
