import LocalAPI
import PeerProtocol

extension Professional {
  /// Two lines for the list: organisation and sector; name and telephone.
  var lines: HTML {
    element(.div, .classes("person-line")) {
      element(.strong, text: organisation)
      if let sector {
        element(.span, .classes("muted")) {
          Phrase(both: ", \(SectorWords.phrase(sector))")
        }
      }
      element(.br)
      reach
      if let flag {
        element(.br)
        flag
      }
    }
  }

  /// Everything, for the page of the match.
  var card: HTML {
    element(.div, .classes("card")) {
      element(.h3, text: organisation)
      Terms.html([
        .init(.takesPart, flag ?? .nothing),
        .init(.sector, sector.map { .phrase(SectorWords.phrase($0)) } ?? .nothing),
        .init(.contactPerson, text: contact.name),
        .init(.telephone, telephone),
        .init(.mail, mail),
        .init(.involvement, involvement.map { .phrase($0.phrase(\.phrase)) } ?? .nothing),
        .init(.involvedSince, since.map { .phrase(.month($0)) } ?? .nothing),
        .init(.involvedUntil, until.map { .phrase(.month($0)) } ?? .nothing),
        .init(.movedAway, left.map { .phrase(.month($0)) } ?? .nothing),
        .init(.shielding, isDesk ? .phrase(.throughDesk) : .nothing),
      ])
    }
  }

  /// That its organisation does not take part, for the coordinator to tell the agreement keeper.
  private var flag: HTML? {
    standing.map {
      Mark.html(.attention, Phrase("Organisatie: \($0.phrase(\.phrase))", "Organisation: \($0.phrase(\.phrase))"))
    }
  }

  private var reach: HTML {
    .group([
      isDesk ? .phrase(.throughDeskShort) : .nothing,
      .text(contact.name ?? ""),
      contact.name != nil && contact.phone != nil ? .text(", ") : .nothing,
      telephone,
      contact.phone == nil && contact.name == nil ? .phrase(.noContactDetails) : .nothing,
    ])
  }

  private var telephone: HTML {
    guard let phone = contact.phone else { return .nothing }
    guard let link = Link.telephone(phone) else { return .text(phone) }
    return element(.a, .classes("tel"), .href(link), text: phone)
  }

  private var mail: HTML {
    guard let email = contact.email else { return .nothing }
    guard let link = Link.mail(email) else { return .text(email) }
    return element(.a, .href(link), text: email)
  }
}

extension Phrase {
  static let sector = Phrase("Sector", "Kind of organisation")
  static let contactPerson = Phrase("Contactpersoon", "Contact")
  static let telephone = Phrase("Telefoon", "Telephone")
  static let mail = Phrase("E-mail", "Mail address")
  static let involvement = Phrase("Betrokkenheid", "Involvement")
  static let involvedSince = Phrase("Betrokken sinds", "Involved since")
  static let involvedUntil = Phrase("Betrokken tot", "Involved until")
  static let movedAway = Phrase("Verhuisd in", "Moved away in")
  static let shielding = Phrase("Afscherming", "Shielding")
  static let throughDesk = Phrase(
    "Andere regio’s zien het coördinatiepunt van de regio", "Other regions see the region’s desk")
  static let throughDeskShort = Phrase("Afgeschermd: ", "Shielded: ")
  static let noContactDetails = Phrase("Nog geen contactgegevens", "No contact details yet")
}
