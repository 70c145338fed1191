public import Cryptography

/// Which systems may be told of changes, and how messages are signed; read once at start.
public struct WebhookSettings: Sendable {
  /// A host that webhooks may connect to.
  public struct Host: Sendable, Hashable {
    /// A name or an IP address, in lower case, without brackets.
    public var name: String
    /// Whether its address may be one of an internal network.
    public var isPrivate: Bool

    /// A host of these particulars.
    public init(name: String, isPrivate: Bool) { (self.name, self.isPrivate) = (name, isPrivate) }
  }

  /// The hosts.
  public var hosts: [Host]
  /// Signs every message.
  public var key: Ed25519PrivateKey
  /// The CloudEvents attribute `source`: who sends.
  public var source: String

  /// Settings of these particulars.
  public init(hosts: [Host], key: Ed25519PrivateKey, source: String) {
    (self.hosts, self.key, self.source) = (hosts, key, source)
  }

  /// The host of this name; nil where it is not listed.
  func host(_ name: String) -> Host? { hosts.first { $0.name == name } }

  /// The key by which receivers verify messages, as Standard Webhooks writes it.
  var publicKeyText: String { "whpk_" + Base64.encode(key.publicKey.bytes) }
}
