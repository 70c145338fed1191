public import PeerProtocol

/// One life of the audit log: it begins at `init` and after every restore (Schemas/peer-protocol.md, section 7).
public struct AuditInstance: Sendable, Hashable {
  /// The id: 16 lower-case hexadecimal digits, drawn at random.
  public var id: String
  /// The Ed25519 key that cosigns others' logs during this instance, 32 bytes.
  public var witnessKey: [UInt8]
  /// At which second of each six hours it signs its checkpoints, drawn once.
  public var beat: Int
  /// When it began.
  public var beganAt: Timestamp
  /// The newest state of the instance before, where there was one.
  public var previous: AuditHead?

  /// An instance that begins.
  public init(id: String, witnessKey: [UInt8], beat: Int, beganAt: Timestamp, previous: AuditHead?) {
    self.id = id
    self.witnessKey = witnessKey
    self.beat = beat
    self.beganAt = beganAt
    self.previous = previous
  }

  func write(to writer: inout ByteWriter) {
    writer.string(id)
    writer.blob(witnessKey)
    writer.int(beat)
    writer.time(beganAt)
    writer.optional(previous) { $1.write(to: &$0) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    id = try reader.string()
    witnessKey = try reader.blob()
    beat = try reader.int()
    beganAt = try reader.time()
    previous = try reader.optional { (reader) throws(CodecError) in try AuditHead(from: &reader) }
  }
}

/// A state of a log: an instance, how many entries it had, and the root over them.
public struct AuditHead: Sendable, Hashable {
  /// The id of the instance.
  public var instance: String
  /// How many entries.
  public var size: Int
  /// The root of the Merkle tree over them (RFC 6962), 32 bytes.
  public var root: [UInt8]

  /// The log's state at that size.
  public init(instance: String, size: Int, root: [UInt8]) {
    self.instance = instance
    self.size = size
    self.root = root
  }

  func write(to writer: inout ByteWriter) {
    writer.string(instance)
    writer.int(size)
    writer.blob(root)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    instance = try reader.string()
    size = try reader.int()
    root = try reader.blob()
  }
}

/// An instance of the log that ended with a restore.
public struct FormerInstance: Sendable, Hashable {
  /// The instance.
  public var instance: AuditInstance
  /// How many of its entries are in its files.
  public var size: Int
  /// The entries after those, which the files did not take in time.
  public var tail: [[UInt8]] = []
}

extension AuditFact {
  /// The entry about an instance's beginning, and about a newer state of the instance before that a peer showed since.
  public init(beginningOf instance: AuditInstance) {
    var members: [String: Value] = ["instance": .word(instance.id)]
    if let previous = instance.previous {
      members["previous"] = .word(previous.instance)
      members["previousSize"] = .number(previous.size)
      members["previousRoot"] = .word(Base64URL.encode(previous.root))
    }
    self.init(.instanceBegan, members)
  }
}
