/// A state of a region's audit log: its origin, and the size and root of its tree (Schemas/peer-protocol.md, section 7).
public struct LogHead: Hashable, Sendable {
  /// The region whose log it is.
  public var region: RegionName
  /// Which of its logs.
  public var instance: LogInstance
  /// How many entries the tree has.
  public var size: Int
  /// The root of the tree of this size, 32 bytes.
  public var root: [UInt8]

  /// A state of these members.
  public init(region: RegionName, instance: LogInstance, size: Int, root: [UInt8]) {
    self.region = region
    self.instance = instance
    self.size = size
    self.root = root
  }

  /// `samenloop/REGION/INSTANCE`.
  public var origin: String { instance.origin(of: region) }
}

extension LogHead: JSONDocument {
  /// `{"origin","size","root"}`.
  public init?(reader: JSONReader) {
    let origin = reader.read("origin", "must be samenloop/REGION/INSTANCE") { $0.stringValue.flatMap(Self.parts) }
    let size = reader.integer("size")
    let root = reader.bytes("root", 32)
    guard let origin, let size, let root else { return nil }
    self.init(region: origin.region, instance: origin.instance, size: size, root: root)
  }

  /// `{"origin","size","root"}`.
  public var json: JSONValue {
    ["origin": .string(origin), "size": JSONValue(size), "root": JSONValue(base64URL: root)]
  }

  private static func parts(of origin: String) -> (region: RegionName, instance: LogInstance)? {
    let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "samenloop", let region = RegionName(String(parts[1])),
      let instance = LogInstance(String(parts[2]))
    else { return nil }
    return (region, instance)
  }
}
