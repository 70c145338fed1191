public import PeerProtocol

/// What cannot be true of an honest log or witness, with what shows it (Schemas/peer-protocol.md, section 7).
public struct LogFault: Sendable, Hashable {
  /// What it is.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// The log showed two roots at one size.
    case splitView = 1
    /// The log gives no proof that one of its states continues another.
    case unprovenLog = 2
    /// A witness does not cosign this node's log, and shows no reason.
    case falseWitness = 3
    /// This node's own log is behind what a peer holds of it: it was restored from a backup.
    case inconsistentLog = 4
    /// A log began anew, as after a restore. That is no fault; what it lost stands beside it.
    case logRestarted = 5

    /// The word in documents, and the code of the alarm.
    public var name: String {
      switch self {
      case .splitView: "split-view"
      case .unprovenLog: "unproven-log"
      case .falseWitness: "false-witness"
      case .inconsistentLog: "inconsistent-log"
      case .logRestarted: "log-restarted"
      }
    }
  }

  /// What it is.
  public var kind: Kind
  /// The peer whose log or witness it is.
  public var region: RegionName
  /// The name of the log.
  public var origin: String
  /// The size at which it shows; 0 where none is.
  public var size: Int
  /// The witness that showed the other state, where one did.
  public var witness: RegionName?
  /// When it was noticed.
  public var at: Timestamp
  /// The signed notes that show it, as they came.
  public var notes: [[UInt8]]
  /// Of a log that began anew: how many entries of its former life it still knows of; nil where it names none, or
  /// contradicts what was seen.
  public var named: Int?

  /// A fault that was noticed.
  public init(
    _ kind: Kind, region: RegionName, origin: String, size: Int = 0, witness: RegionName? = nil, at: Timestamp,
    notes: [[UInt8]] = [], named: Int? = nil
  ) {
    self.kind = kind
    self.region = region
    self.origin = origin
    self.size = size
    self.witness = witness
    self.at = at
    self.notes = notes
    self.named = named
  }

  /// True for the same thing noticed again.
  func isSame(_ other: LogFault) -> Bool {
    isOfSameKind(other) && size == other.size
  }

  /// True for the same kind of thing about the same log, shown by the same witness.
  func isOfSameKind(_ other: LogFault) -> Bool {
    kind == other.kind && region == other.region && origin == other.origin && witness == other.witness
  }

  func write(to writer: inout ByteWriter) {
    writer.byte(kind.rawValue)
    writer.region(region)
    writer.string(origin)
    writer.int(size)
    writer.optional(witness) { $0.region($1) }
    writer.time(at)
    writer.list(notes) { $0.blob($1) }
    writer.optional(named) { $0.int($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    guard let kind = Kind(rawValue: try reader.byte()) else { throw CodecError("an unknown fault of a log") }
    self.kind = kind
    region = try reader.region()
    origin = try reader.string()
    size = try reader.int()
    witness = try reader.optional { (reader) throws(CodecError) in try reader.region() }
    at = try reader.time()
    notes = try reader.list { (reader) throws(CodecError) in try reader.blob() }
    named = try reader.optional { (reader) throws(CodecError) in try reader.int() }
  }
}
