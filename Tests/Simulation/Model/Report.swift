package import PeerProtocol

/// What a region's own index reports about one signal.
package struct Report: Equatable, Sendable {
  package var id: String
  package var youth: [String]
  package var guardians: [String] = []
  package var sector = "jeugdhulp"
  package var shielding = ""
  /// The professional, unlike any other: who finds the name somewhere knows which report it came from.
  package var person: String
  package var startedOn: CalendarDate
  package var endedOn: CalendarDate?
  package var endReason: String?
  package var isIndirect = false
  package var isTemporary = false

  /// A report of a youth, known by one or more identities, by a professional.
  package init(
    id: String, youth: [String], person: String, startedOn: CalendarDate, endedOn: CalendarDate? = nil,
    endReason: String? = nil
  ) {
    self.id = id
    self.youth = youth
    self.person = person
    self.startedOn = startedOn
    self.endedOn = endedOn
    self.endReason = endReason
  }

  /// The document of `PUT /v1/signals/{id}`.
  package var document: JSONValue {
    JSONValue(present: [
      "subject": .array(youth.map(JSONValue.string)),
      "guardians": .array(guardians.map(JSONValue.string)),
      "organisationId": .string("org-\(sector)"), "organisation": .string("Organisation \(sector)"),
      "sector": .string(writtenSector), "shielding": .string(shielding), "contactName": .string(person),
      "contactEmail": .string(email), "startedOn": .string(startedOn.iso),
      "endedOn": (endedOn?.iso).map(JSONValue.string), "endReason": endReason.map(JSONValue.string),
      "involvement": isIndirect ? "indirect" : "direct", "temporary": .bool(isTemporary),
    ])
  }

  var email: String { person + Self.mailHost }

  static let mailHost = "@mail.test"
}

extension Report: CustomStringConvertible {
  package var description: String {
    var words = ["\(id): youth \(youth.joined(separator: " "))"]
    if !guardians.isEmpty { words.append("guardians \(guardians.joined(separator: " "))") }
    words.append("\(sector) since \(startedOn.iso)")
    if !shielding.isEmpty { words.append(shielding) }
    if let endReason { words.append(endReason) }
    return words.joined(separator: " ")
  }
}
