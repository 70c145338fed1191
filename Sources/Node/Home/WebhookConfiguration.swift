import Cryptography
import Engine
import PeerProtocol
import System
import Transport

/// What node.json says of the systems that may be told of changes.
struct WebhookConfiguration: Sendable, Equatable {
  static let hostLimit = 20

  /// The hosts that webhooks may connect to.
  var hosts: [WebhookSettings.Host]
  /// A PEM file with the authorities of receivers' certificates; those of the system where it is left out.
  var authority: String?
  /// The organisation's number (OIN, 20 digits), for the source of messages.
  var oin: String?

  /// As node.json has it.
  var json: JSONValue {
    JSONValue(present: [
      "hosts": .array(
        hosts.map { host in
          JSONValue(present: ["host": .string(host.name), "private": host.isPrivate ? .bool(true) : nil])
        }),
      "authority": authority.map(JSONValue.string), "oin": oin.map(JSONValue.string),
    ])
  }

  /// Where the authorities of the system stand (Debian's ca-certificates).
  static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"
  static let authorityBytes = 4 << 20

  /// The authorities whose certificates receivers may show.
  func anchors(_ home: NodeHome) throws(NodeFailure) -> TrustAnchors {
    let path = authority.map(home.resolve) ?? Self.systemAuthorities
    do {
      return try TrustAnchors(anchorsPEM: try Files.read(path, limit: Self.authorityBytes))
    } catch {
      throw NodeFailure(
        .configuration,
        "\(path) holds no authorities that can be used (\(error)): "
          + "name a PEM file in webhooks.authority of \(home.configuration)")
    }
  }

  /// What the engine needs of it. The key comes from the secret that every backup of the home has, so that receivers know
  /// a restored node.
  func settings(_ configuration: NodeConfiguration, secret: [UInt8]) throws -> WebhookSettings {
    let seed = try HKDF.derive(secret: secret, salt: [], info: Array("samenloop/v1/webhook-key".utf8), count: 32)
    return WebhookSettings(
      hosts: hosts, key: try Ed25519PrivateKey(seed: seed),
      source: oin.map { "urn:nld:oin:\($0):systeem:samenloop-\(configuration.region.text)" }
        ?? configuration.endpoint.url)
  }
}

extension ConfigurationReader {
  /// The systems that may be told of changes.
  mutating func webhooks(_ member: String) -> WebhookConfiguration? {
    part(member, "an object with hosts, such as {\"hosts\": [{\"host\": \"index.example.nl\"}]}") { reader in
      let hosts = reader.webhookHosts("hosts")
      let authority = reader.optional(
        "authority", "a path of at most 1000 bytes, from the home unless it begins with /"
      ) {
        NodeConfiguration.isText($0, 1000) ? $0 : nil
      }
      let oin = reader.optional("oin", "the 20 digits of the organisation's OIN") { text in
        text.utf8.count == 20 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? text : nil
      }
      return WebhookConfiguration(hosts: hosts, authority: authority, oin: oin)
    }
  }

  private mutating func webhookHosts(_ member: String) -> [WebhookSettings.Host] {
    guard let given = array(member), given.count <= WebhookConfiguration.hostLimit else {
      fault(member, "must be a list of at most \(WebhookConfiguration.hostLimit) hosts")
      return []
    }
    var hosts: [WebhookSettings.Host] = []
    for (place, value) in given.enumerated() {
      let members = value.objectValue ?? [:]
      let name = members["host"]?.stringValue.flatMap(LocalName.init)?.text
      var isPrivate: Bool? = members["private"] == nil ? false : nil
      if case .bool(let flag)? = members["private"] { isPrivate = flag }
      guard let name, let isPrivate, members.keys.allSatisfy({ $0 == "host" || $0 == "private" }) else {
        fault(
          "\(member)[\(place)]",
          "must be an object with host, a name such as index.example.nl, and private where it is on an internal network"
        )
        continue
      }
      hosts.append(WebhookSettings.Host(name: name, isPrivate: isPrivate))
    }
    return hosts
  }
}
