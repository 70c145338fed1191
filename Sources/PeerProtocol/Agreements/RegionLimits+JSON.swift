extension RegionLimits: JSONDocument {
  /// Limits of which a year holds at least two whole feeds (Schemas/peer-protocol.md, section 3).
  public init?(reader: JSONReader) {
    let active = reader.integer("active")
    let perDay = reader.integer("perDay")
    let perYear = reader.integer("perYear")
    guard let active, let perDay, let perYear else { return nil }
    if perYear < 2 * active { reader.note("perYear", "must be at least twice active") }
    self.init(active: active, perDay: perDay, perYear: perYear)
  }

  /// The members that limits may have.
  public static let memberNames = ["active", "perDay", "perYear"]

  /// `{"active","perDay","perYear"}`.
  public var json: JSONValue {
    ["active": JSONValue(active), "perDay": JSONValue(perDay), "perYear": JSONValue(perYear)]
  }
}
