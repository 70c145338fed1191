extension Involvement: JSONDocument {
  /// An involvement. The members of `contact`, and the sector, may be absent: a coordination desk has none, and contact
  /// details may follow later.
  public init?(reader: JSONReader) {
    let organisation = reader.document("organisation", Organisation.self)
    let contact = reader.optional.document("contact", Contact.self) ?? Contact(name: "", phone: "", email: "")
    let since = reader.yearMonth("since")
    let until = reader.optional.yearMonth("until")
    let involvement = reader.choice("involvement", Manner.self)
    let temporary = reader.bool("temporary")
    let left = reader.optional.yearMonth("left")
    let youthMatch: MatchId? = reader.optional.identifier("youthMatch")
    guard let organisation, let since, let involvement, let temporary else { return nil }
    self.init(
      organisation: organisation, contact: contact, since: since, until: until, involvement: involvement,
      temporary: temporary, left: left, youthMatch: youthMatch)
  }

  /// The object in a view.
  public var json: JSONValue {
    JSONValue(present: [
      "organisation": organisation.json, "contact": contact.json, "since": .string(since.iso),
      "until": (until?.iso).map(JSONValue.string), "involvement": .string(involvement.rawValue),
      "temporary": .bool(temporary), "left": (left?.iso).map(JSONValue.string),
      "youthMatch": (youthMatch?.base64URL).map(JSONValue.string),
    ])
  }
}

extension Involvement.Organisation: JSONDocument {
  /// An organisation with an identifier and a name.
  public init?(reader: JSONReader) {
    let id = reader.text("id", 1...ProtocolLimits.organisationId)
    let name = reader.text("name", 1...ProtocolLimits.name)
    let sector = reader.optional.text("sector", 0...ProtocolLimits.sector) ?? ""
    guard let id, let name else { return nil }
    self.init(id: id, name: name, sector: sector)
  }

  /// `{"id","name","sector"}`.
  public var json: JSONValue { ["id": .string(id), "name": .string(name), "sector": .string(sector)] }
}
