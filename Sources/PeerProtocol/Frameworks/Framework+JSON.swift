internal import Cryptography

extension Framework: JSONDocument {
  /// A framework whose every member fits Schemas/peer-protocol.md, section 9.
  public init?(reader: JSONReader) {
    let days = ProtocolLimits.agreementDays
    let name = reader.text("name", 1...ProtocolLimits.name)
    let purpose = reader.text("purpose", 1...ProtocolLimits.agreementText)
    let legalBasis = reader.text("legalBasis", 1...ProtocolLimits.agreementText)
    let criterion = reader.text("criterion", 1...ProtocolLimits.agreementText)
    let kinds = reader.kinds("kinds")
    let contactRelease = reader.choice("contactRelease", ContactRelease.self)
    let history = reader.bool("history")
    let followUpDays = reader.integer("followUpDays", 0...days)
    let silenceDays = reader.integer("silenceDays", 1...days)
    let classes = Self.classes(reader)
    let environment = reader.choice("environment", PeerEnvironment.self)
    let validFrom = reader.timestamp("validFrom")
    let validUntil = reader.timestamp("validUntil")
    if let validFrom, let validUntil, validUntil <= validFrom { reader.note("validUntil", "must be after validFrom") }
    let createdAt = reader.timestamp("createdAt")
    let nonce = reader.bytes("nonce", ProtocolLimits.nonceBytes)
    guard let name, let purpose, let legalBasis, let criterion, let kinds, let contactRelease, let history,
      let followUpDays, let silenceDays, let classes, let environment, let validFrom, let validUntil, let createdAt,
      let nonce
    else { return nil }
    self.init(
      name: name, purpose: purpose, legalBasis: legalBasis, criterion: criterion, kinds: kinds,
      contactRelease: contactRelease, history: history, followUpDays: followUpDays, silenceDays: silenceDays,
      classes: classes, environment: environment, validFrom: validFrom, validUntil: validUntil, createdAt: createdAt,
      nonce: nonce)
  }

  /// The members that a framework may have.
  public static let memberNames = [
    "name", "purpose", "legalBasis", "criterion", "kinds", "contactRelease", "history", "followUpDays", "silenceDays",
    "classes", "environment", "validFrom", "validUntil", "createdAt", "nonce",
  ]

  /// The payload of the document.
  public var json: JSONValue {
    [
      "name": .string(name), "purpose": .string(purpose), "legalBasis": .string(legalBasis),
      "criterion": .string(criterion), "kinds": .array(kinds.map { .string($0.name) }),
      "contactRelease": .string(contactRelease.rawValue), "history": .bool(history),
      "followUpDays": JSONValue(followUpDays), "silenceDays": JSONValue(silenceDays),
      "classes": .object(classes.mapValues(\.json)), "environment": .string(environment.rawValue),
      "validFrom": JSONValue(validFrom), "validUntil": JSONValue(validUntil), "createdAt": JSONValue(createdAt),
      "nonce": JSONValue(base64URL: nonce),
    ]
  }

  private static func classes(_ reader: JSONReader) -> [String: RegionLimits]? {
    guard let members = reader.object("classes") else { return nil }
    let names = members.value.objectValue?.keys.sorted() ?? []
    guard (1...ProtocolLimits.frameworkClasses).contains(names.count) else {
      reader.note("classes", "must have 1 to \(ProtocolLimits.frameworkClasses) classes")
      return nil
    }
    // A name that is not repeated: it comes from outside, and may be anything.
    guard names.allSatisfy({ isClassName($0) }) else {
      reader.note(
        "classes",
        "a class's name must be a text of 1 to \(ProtocolLimits.className) bytes without control characters")
      return nil
    }
    var classes: [String: RegionLimits] = [:]
    for name in names { classes[name] = members.document(name) }
    return classes
  }

  private static func isClassName(_ name: String) -> Bool {
    (1...ProtocolLimits.className).contains(name.utf8.count) && isPrintable(name)
  }
}
