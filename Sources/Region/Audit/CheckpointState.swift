public import PeerProtocol

/// The checkpoints of the present instance of the own log.
public struct CheckpointState: Sendable, Equatable {
  /// The sizes at which one was signed, in their order.
  public internal(set) var sizes: [Int] = []
  /// The root at the newest size, 32 bytes.
  public internal(set) var root: [UInt8] = []
  /// The newest one as a signed note, with the cosignatures that came so far.
  public internal(set) var note: [UInt8] = []
  /// When the newest one was signed.
  public internal(set) var signedAt: Timestamp?
  /// Whose cosignatures count on it.
  public internal(set) var roster: [RosterMember] = []
  /// The size that each peer cosigned last.
  public internal(set) var cosigned: [RegionName: Int] = [:]
  /// When the newest one was witnessed: cosigned by more than half of its roster.
  public internal(set) var witnessedAt: Timestamp?
  /// For how long a peer's witness has refused to cosign without a reason that stands.
  public internal(set) var refusals: [RegionName: FaultPeriod] = [:]

  /// The size of the newest one; 0 before the first.
  public var size: Int { sizes.last ?? 0 }

  /// The members of the roster that cosigned the newest one.
  public var cosigners: [RegionName] { roster.map(\.region).filter { cosigned[$0] == size } }

  /// Whether more than half of the roster cosigned the newest one.
  public var isWitnessed: Bool { !roster.isEmpty && cosigners.count * 2 > roster.count }

  func write(to writer: inout ByteWriter) {
    writer.list(sizes) { $0.int($1) }
    writer.blob(root)
    writer.blob(note)
    writer.optional(signedAt) { $0.time($1) }
    writer.list(roster) { $1.write(to: &$0) }
    writer.list(cosigned.sorted { $0.key < $1.key }) { writer, row in
      writer.region(row.key)
      writer.int(row.value)
    }
    writer.optional(witnessedAt) { $0.time($1) }
    writer.list(refusals.sorted { $0.key < $1.key }) { writer, row in
      writer.region(row.key)
      row.value.write(to: &writer)
    }
  }

  init() {}

  init(from reader: inout ByteReader) throws(CodecError) {
    sizes = try reader.list { (reader) throws(CodecError) in try reader.int() }
    root = try reader.blob()
    note = try reader.blob()
    signedAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
    roster = try reader.list { (reader) throws(CodecError) in try RosterMember(from: &reader) }
    for (region, size) in try reader.list({ (reader) throws(CodecError) in (try reader.region(), try reader.int()) }) {
      cosigned[region] = size
    }
    witnessedAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
    let periods = try reader.list { (reader) throws(CodecError) in
      (try reader.region(), try FaultPeriod(from: &reader))
    }
    for (region, period) in periods { refusals[region] = period }
  }
}
