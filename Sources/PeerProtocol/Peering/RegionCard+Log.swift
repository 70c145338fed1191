public import Cryptography

extension RegionCard {
  /// The audit log of a region's node, and the key by which the node cosigns the logs of others
  /// (Schemas/peer-protocol.md, section 7).
  public struct Log: Hashable, Sendable {
    /// The log of the instance before, as far as its region can tell after a restore.
    public struct Previous: Hashable, Sendable {
      /// The former instance.
      public var instance: LogInstance
      /// How many entries it had.
      public var size: Int
      /// The root of its tree of that size, 32 bytes.
      public var root: [UInt8]

      /// The former instance with its newest known size and root.
      public init(instance: LogInstance, size: Int, root: [UInt8]) {
        self.instance = instance
        self.size = size
        self.root = root
      }
    }

    /// Which log it is: the region begins another at each restore.
    public var instance: LogInstance
    /// Cosigns the logs of others, and does nothing else.
    public var witnessKey: Ed25519PublicKey
    /// The instance before; nil for the first.
    public var previous: Previous?

    /// A log of this instance.
    public init(instance: LogInstance, witnessKey: Ed25519PublicKey, previous: Previous? = nil) {
      self.instance = instance
      self.witnessKey = witnessKey
      self.previous = previous
    }
  }
}

extension RegionCard.Log: JSONDocument {
  /// `{"instance","witnessKey","previous"?}`.
  public init?(reader: JSONReader) {
    let instance = reader.logInstance("instance")
    let witnessKey = reader.object("witnessKey").flatMap(Ed25519PublicKey.init(jwk:))
    let previous = reader.optional.document("previous", Previous.self)
    guard let instance, let witnessKey else { return nil }
    self.init(instance: instance, witnessKey: witnessKey, previous: previous)
    if previous?.instance == instance { reader.note("previous", "must name another instance") }
  }

  /// `{"instance","witnessKey","previous"?}`.
  public var json: JSONValue {
    JSONValue(present: [
      "instance": .string(instance.text), "witnessKey": witnessKey.jwk, "previous": previous?.json,
    ])
  }
}

extension RegionCard.Log.Previous: JSONDocument {
  /// `{"instance","size","root"}`.
  public init?(reader: JSONReader) {
    let instance = reader.logInstance("instance")
    let size = reader.integer("size")
    let root = reader.bytes("root", 32)
    guard let instance, let size, let root else { return nil }
    self.init(instance: instance, size: size, root: root)
  }

  /// `{"instance","size","root"}`.
  public var json: JSONValue {
    ["instance": .string(instance.text), "size": JSONValue(size), "root": JSONValue(base64URL: root)]
  }
}
