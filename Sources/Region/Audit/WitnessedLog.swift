public import PeerProtocol

/// What this node's witness knows of the log of a peer.
public struct WitnessedLog: Sendable, Hashable {
  /// Whose log it is.
  public var region: RegionName
  /// The name of the log.
  public var origin: String
  /// The newest size that was cosigned.
  public var size: Int
  /// The root at that size, 32 bytes.
  public var root: [UInt8]
  /// The checkpoint as the log signed it, with this witness's cosignature.
  public var note: [UInt8]
  /// For how long the log has given no proof of what another witness shows of it.
  public var unproven: FaultPeriod?

  /// A log that was seen at this size.
  public init(region: RegionName, origin: String, size: Int, root: [UInt8], note: [UInt8]) {
    self.region = region
    self.origin = origin
    self.size = size
    self.root = root
    self.note = note
  }

  func write(to writer: inout ByteWriter) {
    writer.region(region)
    writer.string(origin)
    writer.int(size)
    writer.blob(root)
    writer.blob(note)
    writer.optional(unproven) { $1.write(to: &$0) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    region = try reader.region()
    origin = try reader.string()
    size = try reader.int()
    root = try reader.blob()
    note = try reader.blob()
    unproven = try reader.optional { (reader) throws(CodecError) in try FaultPeriod(from: &reader) }
  }
}
