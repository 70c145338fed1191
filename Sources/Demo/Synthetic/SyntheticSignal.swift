import Node
package import PeerProtocol
import Region

/// One row of a made-up region's signals, with what the generator knows about it and a node must not.
package struct SyntheticSignal: Sendable, Equatable {
  /// How a signal ended.
  package enum EndReason: String, Sendable, CaseIterable {
    case riskGone = "risk-gone"
    case movedAway = "moved-away"
    case mistaken
    case objection
    case deceased
  }

  /// What peers may see of the reporter.
  package enum Shielding: String, Sendable { case none, desk, withheld }

  /// When and why it ended.
  package struct Ending: Sendable, Equatable {
    package var on: CalendarDate
    package var reason: EndReason
  }

  package var id: String
  package var subject: [String]
  package var birthDate: CalendarDate
  package var guardians: [String]
  package var municipality: String
  package var organisationId: String
  package var organisation: String
  package var sector: String
  package var shielding: Shielding
  package var contact: Contact
  package var isIndirect: Bool
  package var isTemporary: Bool
  package var startedOn: CalendarDate
  package var ending: Ending?
  package var informedOn: CalendarDate?
  package var consent: String

  /// Whether peers with a signal of the same youth must find it: not ended, or only left behind in a move, and not withheld.
  package var isExchanged: Bool { (ending == nil || ending?.reason == .movedAway) && shielding != .withheld }

  /// The youth's name within the generator, the same in every region.
  package var youth: String { subject.last ?? "" }

  /// The first line of an import file.
  package static var header: String { SignalColumn.allCases.map(\.rawValue).joined(separator: ",") }

  /// The fields in the order of the import file's columns.
  package var fields: [String] {
    [
      id, subject.joined(separator: ";"), birthDate.iso, guardians.joined(separator: ";"), municipality, organisationId,
      organisation, sector, shielding.rawValue, contact.name, contact.phone, contact.email,
      isIndirect ? "indirect" : "direct", isTemporary ? "true" : "false", startedOn.iso, ending?.on.iso ?? "",
      ending?.reason.rawValue ?? "", informedOn?.iso ?? "", consent,
      "",
    ]
  }

  /// The document that `samenloop signal put` takes, its id included.
  package var document: JSONValue {
    var document: JSONValue = [
      "id": JSONValue(id), "birthDate": JSONValue(birthDate.iso), "municipality": JSONValue(municipality),
      "organisationId": JSONValue(organisationId), "organisation": JSONValue(organisation),
      "sector": JSONValue(sector), "shielding": JSONValue(shielding.rawValue), "contactName": JSONValue(contact.name),
      "contactPhone": JSONValue(contact.phone), "contactEmail": JSONValue(contact.email),
      "involvement": isIndirect ? "indirect" : "direct", "temporary": JSONValue(isTemporary),
      "startedOn": JSONValue(startedOn.iso),
    ]
    document["subject"] = .array(subject.map { JSONValue($0) })
    document["guardians"] = .array(guardians.map { JSONValue($0) })
    if !consent.isEmpty { document["consent"] = JSONValue(consent) }
    if let informedOn { document["informedOn"] = JSONValue(informedOn.iso) }
    if let ending {
      document["endedOn"] = JSONValue(ending.on.iso)
      document["endReason"] = JSONValue(ending.reason.rawValue)
    }
    return document
  }
}
