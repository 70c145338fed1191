import Engine
package import PeerProtocol
package import Region

/// What HOME/node.json says.
package struct NodeConfiguration: Sendable, Equatable {
  package var region: RegionName
  package var name: String
  package var environment: PeerEnvironment = .production
  /// Where the peer listener waits.
  package var peerAddress: ListenAddress
  /// Where the local listener waits.
  package var localAddress: ListenAddress
  /// Host names and addresses by which the region's people and systems reach the local listener, beside the address that
  /// it waits at and the names of this machine.
  var localNames: [String] = []
  /// Where peers reach this node, `https://HOST:PORT`.
  package var endpoint: Endpoint
  var operatorContact: Contact?
  package var privacyOfficer: Contact?
  /// What peers get of a signal that is shielded `desk`.
  var coordinationDesk: Contact?
  /// How long signals are kept and exchanged.
  package var retention = RetentionProfile.jeugdwet
  /// The region's own sectors, beside the common ones.
  var sectors: [Sector] = []
  /// Of a file that is the whole index: the share of signals, in percent, whose removal nobody has to confirm.
  var snapshotRemovalPercent = 10
  /// What becomes of signals of organisations that the register does not have.
  var organisations = OrganisationPolicy.report
  /// What the figures are held against.
  var targets = FigureTargets()
  /// Whether peers that compared this region's key may introduce it to others.
  var introducible = false
  /// How many different regions have to introduce a region before it may be accepted without a comparison.
  var introducers = 2
  /// What peers and the holders of roles may ask of the listeners.
  var requestLimits = RequestLimits()
  /// Which systems may be told of changes; nil where none may.
  var webhooks: WebhookConfiguration?
  /// Whom the node writes to; nil where it writes to nobody.
  var mail: MailConfiguration?
  /// PEM files, below the home unless absolute: certificates that a peer's must lead to, and revocation lists.
  package var trustAnchors: String?
  var revocationLists: String?
  /// SHA-256 of the file that it was read from, 32 bytes; nil for one that was made otherwise.
  var fileSHA256: [UInt8]?
  /// How long a revocation list is used past the moment at which the next was due.
  var revocationGraceHours = 24

  /// The largest number of local names.
  static let localNameLimit = 50

  static let percentRange = 0...100
  static let introducersRange = 1...50
  static let graceRange = 0...168

  /// The document for HOME/node.json.
  var json: JSONValue {
    JSONValue(present: [
      "region": .string(region.text),
      "name": .string(name),
      "environment": .string(environment.rawValue),
      "peerAddress": .string(peerAddress.description),
      "localAddress": .string(localAddress.description),
      "localNames": localNames.isEmpty ? nil : .array(localNames.map { .string($0) }),
      "endpoint": .string(endpoint.url),
      "operator": operatorContact.map(Self.json),
      "privacyOfficer": privacyOfficer.map(Self.json),
      "coordinationDesk": coordinationDesk.map(Self.json),
      "retention": Self.json(retention),
      "sectors": sectors.isEmpty
        ? nil : .array(sectors.map { ["name": .string($0.name), "shelter": .bool($0.isShelter)] }),
      "snapshotRemovalPercent": JSONValue(snapshotRemovalPercent),
      "organisations": organisations == .report ? nil : .string(organisations.rawValue),
      "targets": targets == FigureTargets() ? nil : Self.json(targets),
      "introducible": introducible ? true : nil,
      "introducers": introducers == 2 ? nil : JSONValue(introducers),
      "requestLimits": requestLimits.json,
      "webhooks": webhooks?.json,
      "mail": mail?.json,
      "trustAnchors": trustAnchors.map(JSONValue.string),
      "revocationLists": revocationLists.map(JSONValue.string),
      "revocationGraceHours": JSONValue(revocationGraceHours),
    ])
  }

  private static func json(_ profile: RetentionProfile) -> JSONValue {
    JSONValue(present: [
      "profile": .string(profile.name), "termMonths": JSONValue(profile.termMonths),
      "ageLimitYears": JSONValue(profile.ageLimitYears), "archiveYears": JSONValue(profile.archiveYears),
      "auditYears": JSONValue(profile.auditYears),
      "movedAwayMonths": profile.movedAwayMonths.map { JSONValue($0) },
      "informing": .string(profile.informing.rawValue), "validUntil": profile.validUntil.map { JSONValue($0) },
    ])
  }

  private static func json(_ targets: FigureTargets) -> JSONValue {
    JSONValue(present: [
      "contactDays": JSONValue(targets.contactDays), "matchedPercent": targets.matchedPercent.map { JSONValue($0) },
      "contactedPercent": targets.contactedPercent.map { JSONValue($0) },
    ])
  }

  private static func json(_ contact: Contact) -> JSONValue {
    ["name": .string(contact.name), "phone": .string(contact.phone), "email": .string(contact.email)]
  }
}
