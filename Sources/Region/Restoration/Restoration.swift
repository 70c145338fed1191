public import PeerProtocol

/// What tells that this node's store is older than what it once said: it was restored from a backup
/// (Schemas/peer-protocol.md, section 5).
///
/// Until an operator confirms that the index was imported anew the node receives, answers matches with 404, and sends
/// withdrawals only, so that what was erased since the backup stays erased.
public struct Restoration: Sendable, Equatable {
  /// What was seen.
  public enum Sign: UInt8, Sendable, CaseIterable {
    /// Our signature on a batch that we do not know.
    case ownBatchUnknown = 1
    /// Our signature on an agreement that we do not know.
    case ownAgreementUnknown = 2
    /// A peer holds a higher revision of a view than we ever sent. A number proves nothing, so that it counts against
    /// the exchange with that peer alone.
    case seenAhead = 3
    /// An operator said so.
    case announced = 4

    /// The word in documents.
    public var name: String {
      switch self {
      case .ownBatchUnknown: "own-batch-unknown"
      case .ownAgreementUnknown: "own-agreement-unknown"
      case .seenAhead: "seen-ahead"
      case .announced: "announced"
      }
    }
  }

  /// One sign that was seen since an operator last confirmed an import.
  public struct Evidence: Sendable, Equatable {
    /// What was seen.
    public var sign: Sign
    /// The peer that showed it; nil where an operator said so.
    public var peer: RegionName?
    /// When; milliseconds since 1970.
    public var at: Int
  }

  /// What was seen, oldest first; each sign once a peer.
  public internal(set) var evidence: [Evidence] = []
  /// When a file of the whole index was read since the first sign was seen; milliseconds since 1970, 0 for not yet.
  public internal(set) var importedAt = 0
  /// When an operator last confirmed that the index was imported anew; milliseconds since 1970, 0 for never.
  public internal(set) var confirmedAt = 0

  /// The highest revision of a view of ours that a peer claimed ahead of what we know; after a confirmation no news.
  public internal(set) var claimed: [RegionName: Int] = [:]

  /// True where the peer's claim to hold this revision of a view of ours is news, though it is above all that we know.
  public func isUnknown(seen: Int, by peer: RegionName) -> Bool {
    seen > confirmedAt && (holdsBack(peer) || seen > claimed[peer] ?? 0)
  }

  /// True where the exchange with the peer waits for an operator.
  public func holdsBack(_ peer: RegionName) -> Bool {
    evidence.contains { $0.sign != .seenAhead || $0.peer == peer }
  }

  /// True where the sign was seen at that peer already.
  public func knows(_ sign: Sign, _ peer: RegionName?) -> Bool {
    evidence.contains { $0.sign == sign && $0.peer == peer }
  }

  func write(to writer: inout ByteWriter) {
    writer.int(confirmedAt)
    writer.int(importedAt)
    writer.list(claimed.sorted { $0.key < $1.key }) {
      $0.region($1.key)
      $0.int($1.value)
    }
    writer.list(evidence) { writer, seen in
      writer.byte(seen.sign.rawValue)
      writer.optional(seen.peer) { $0.region($1) }
      writer.int(seen.at)
    }
  }

  init() {}

  init(from reader: inout ByteReader) throws(CodecError) {
    confirmedAt = try reader.int()
    importedAt = try reader.int()
    let claims = try reader.list { (reader) throws(CodecError) in (try reader.region(), try reader.int()) }
    for (peer, seen) in claims { claimed[peer] = seen }
    evidence = try reader.list { (reader) throws(CodecError) in
      Evidence(
        sign: try reader.restorationSign(),
        peer: try reader.optional { (reader) throws(CodecError) in try reader.region() },
        at: try reader.int())
    }
  }
}

extension ByteReader {
  mutating func restorationSign() throws(CodecError) -> Restoration.Sign {
    guard let sign = Restoration.Sign(rawValue: try byte()) else { throw CodecError("an unknown sign of a restore") }
    return sign
  }
}
