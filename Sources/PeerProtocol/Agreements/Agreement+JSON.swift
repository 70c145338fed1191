internal import Cryptography

extension Agreement: JSONDocument {
  /// An agreement whose every member fits Schemas/peer-protocol.md, section 3.
  public init?(reader: JSONReader) {
    let days = ProtocolLimits.agreementDays
    let parties = Self.parties(reader)
    let identityKeys = Self.identityKeys(reader, of: parties)
    let purpose = reader.text("purpose", 1...ProtocolLimits.agreementText)
    let legalBasis = reader.text("legalBasis", 1...ProtocolLimits.agreementText)
    let kinds = reader.kinds("kinds")
    let limits = Self.limits(reader, of: parties)
    let contactRelease = reader.choice("contactRelease", ContactRelease.self)
    let history = reader.bool("history")
    let followUpDays = reader.integer("followUpDays", 0...days)
    let silenceDays = reader.integer("silenceDays", 1...days)
    let environment = reader.choice("environment", PeerEnvironment.self)
    let validFrom = reader.timestamp("validFrom")
    let validUntil = reader.timestamp("validUntil")
    if let validFrom, let validUntil, validUntil <= validFrom { reader.note("validUntil", "must be after validFrom") }
    let replaces: AgreementId? = reader.optional.identifier("replaces")
    let framework: DocumentId? = reader.optional.identifier("framework")
    let createdAt = reader.timestamp("createdAt")
    let nonce = reader.bytes("nonce", ProtocolLimits.nonceBytes)
    guard let parties, let identityKeys, let purpose, let legalBasis, let kinds, let limits, let contactRelease,
      let history, let followUpDays, let silenceDays, let environment, let validFrom, let validUntil, let createdAt,
      let nonce
    else { return nil }
    self.init(
      parties: parties, identityKeys: identityKeys, purpose: purpose, legalBasis: legalBasis, kinds: kinds,
      limits: limits, contactRelease: contactRelease, history: history, followUpDays: followUpDays,
      silenceDays: silenceDays, environment: environment, validFrom: validFrom, validUntil: validUntil,
      replaces: replaces, framework: framework, createdAt: createdAt, nonce: nonce)
  }

  /// The members that an agreement may have.
  public static let memberNames = [
    "parties", "identityKeys", "purpose", "legalBasis", "kinds", "limits", "contactRelease", "history", "followUpDays",
    "silenceDays", "environment", "validFrom", "validUntil", "replaces", "framework", "createdAt", "nonce",
  ]

  /// The payload of the document.
  public var json: JSONValue {
    let keys = identityKeys.map { ($0.key.text, JSONValue.string($0.value.base64URL)) }
    let limits = limits.map { ($0.key.text, $0.value.json) }
    return JSONValue(present: [
      "parties": .array(parties.map { .string($0.text) }),
      "identityKeys": .object(Dictionary(keys, uniquingKeysWith: { first, _ in first })),
      "purpose": .string(purpose), "legalBasis": .string(legalBasis),
      "kinds": .array(kinds.map { .string($0.name) }),
      "limits": .object(Dictionary(limits, uniquingKeysWith: { first, _ in first })),
      "contactRelease": .string(contactRelease.rawValue), "history": .bool(history),
      "followUpDays": JSONValue(followUpDays), "silenceDays": JSONValue(silenceDays),
      "environment": .string(environment.rawValue), "validFrom": JSONValue(validFrom),
      "validUntil": JSONValue(validUntil), "replaces": (replaces?.base64URL).map(JSONValue.string),
      "framework": (framework?.base64URL).map(JSONValue.string), "createdAt": JSONValue(createdAt),
      "nonce": JSONValue(base64URL: nonce),
    ])
  }

  private static func parties(_ reader: JSONReader) -> [RegionName]? {
    reader.read("parties", "must be the names of two regions, sorted") { member in
      guard let items = member.arrayValue, items.count == 2 else { return nil }
      let regions = items.compactMap { $0.stringValue.flatMap(RegionName.init) }
      return regions.count == 2 && regions[0] < regions[1] ? regions : nil
    }
  }

  private static func identityKeys(_ reader: JSONReader, of parties: [RegionName]?) -> [RegionName: KeyThumbprint]? {
    guard let members = members(reader, "identityKeys", of: parties), let parties else { return nil }
    var keys: [RegionName: KeyThumbprint] = [:]
    for party in parties { keys[party] = members.identifier(party.text) }
    if let first = keys[parties[0]], first == keys[parties[1]] {
      reader.note("identityKeys", "must be two different keys")
    }
    return keys
  }

  private static func limits(_ reader: JSONReader, of parties: [RegionName]?) -> [RegionName: RegionLimits]? {
    guard let members = members(reader, "limits", of: parties), let parties else { return nil }
    var limits: [RegionName: RegionLimits] = [:]
    for party in parties { limits[party] = members.document(party.text) }
    return limits
  }

  /// The object `name`, whose members must be the parties and nobody else.
  private static func members(_ reader: JSONReader, _ name: String, of parties: [RegionName]?) -> JSONReader? {
    guard let members = reader.object(name) else { return nil }
    if let parties,
      members.value.objectValue?.keys.contains(where: { name in !parties.contains { $0.text == name } }) == true
    {
      reader.note(name, "must name the two parties only")
    }
    return members
  }
}

extension JSONReader {
  /// The kinds of subject that are exchanged: youths, or youths and guardians.
  func kinds(_ name: String) -> [SubjectKind]? {
    read(name, "must be [\"youth\"] or [\"youth\",\"guardian\"]") { member -> [SubjectKind]? in
      member == ["youth"] ? [.youth] : member == ["youth", "guardian"] ? [.youth, .guardian] : nil
    }
  }
}
