public import PeerProtocol

/// A peer whose cosignature counts on a checkpoint.
public struct RosterMember: Sendable, Hashable {
  /// The peer.
  public var region: RegionName
  /// The thumbprint of its identity key, 32 bytes.
  public var identityKey: [UInt8]
  /// The Ed25519 key of its witness, 32 bytes.
  public var witnessKey: [UInt8]
  /// The instance of its own log, whose name the witness's key has.
  public var instance: String

  /// A member of a roster.
  public init(region: RegionName, identityKey: [UInt8], witnessKey: [UInt8], instance: String) {
    self.region = region
    self.identityKey = identityKey
    self.witnessKey = witnessKey
    self.instance = instance
  }

  func write(to writer: inout ByteWriter) {
    writer.region(region)
    writer.blob(identityKey)
    writer.blob(witnessKey)
    writer.string(instance)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    region = try reader.region()
    identityKey = try reader.blob()
    witnessKey = try reader.blob()
    instance = try reader.string()
  }
}
