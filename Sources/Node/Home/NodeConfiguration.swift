import PeerProtocol

/// What HOME/node.json says.
struct NodeConfiguration: Sendable, Equatable {
  var region: RegionName
  var name: String
  var environment: PeerEnvironment = .production
  /// Where the peer listener waits.
  var peerAddress: ListenAddress
  /// Where the local listener waits.
  var localAddress: ListenAddress
  /// Where peers reach this node, `https://HOST:PORT`.
  var endpoint: Endpoint
  var operatorContact: Contact?
  var privacyOfficer: Contact?
  /// What peers get of a signal that is shielded `desk`.
  var coordinationDesk: Contact?
  /// The longest active time of a signal, in months.
  var termMonths = 24
  /// PEM files, below the home unless absolute: certificates that a peer's must lead to, and revocation lists.
  var trustAnchors: String?
  var revocationLists: String?

  static let termRange = 1...24

  /// The document for HOME/node.json.
  var json: JSONValue {
    JSONValue(present: [
      "region": .string(region.text),
      "name": .string(name),
      "environment": .string(environment.rawValue),
      "peerAddress": .string(peerAddress.description),
      "localAddress": .string(localAddress.description),
      "endpoint": .string(endpoint.url),
      "operator": operatorContact.map(Self.json),
      "privacyOfficer": privacyOfficer.map(Self.json),
      "coordinationDesk": coordinationDesk.map(Self.json),
      "termMonths": .integer(Int64(termMonths)),
      "trustAnchors": trustAnchors.map(JSONValue.string),
      "revocationLists": revocationLists.map(JSONValue.string),
    ])
  }

  private static func json(_ contact: Contact) -> JSONValue {
    ["name": .string(contact.name), "phone": .string(contact.phone), "email": .string(contact.email)]
  }
}
