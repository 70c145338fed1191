import Cryptography
import PeerProtocol
import Region

/// Youths and guardians by number, with the identity that each number stands for.
enum SyntheticPeople {
  static func text(_ number: Int, _ kind: FeedKind) -> String {
    "vnr:\((kind == .youth ? 1_000_000_000 : 3_000_000_000) + number * 7_919)"
  }
}

/// What a region's own index reports about one signal.
struct Report: Equatable, Sendable {
  var id: String
  var youth: [Int]
  var guardians: [Int] = []
  var sector = "jeugdhulp"
  var shielding = ""
  /// The professional, unlike any other: who finds the name somewhere knows which report it came from.
  var person: String
  var startedOn: CalendarDate
  var endedOn: CalendarDate?
  var endReason: String?
  var isIndirect = false
  var isTemporary = false

  /// The document of `PUT /v1/signals/{id}`.
  var document: JSONValue {
    JSONValue(present: [
      "subject": .array(youth.map { .string(SyntheticPeople.text($0, .youth)) }),
      "guardians": .array(guardians.map { .string(SyntheticPeople.text($0, .guardian)) }),
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
  var description: String {
    var words = ["\(id): youth \(youth)"]
    if !guardians.isEmpty { words.append("guardians \(guardians)") }
    words.append("\(sector) since \(startedOn.iso)")
    if !shielding.isEmpty { words.append(shielding) }
    if let endReason { words.append(endReason) }
    return words.joined(separator: " ")
  }
}
