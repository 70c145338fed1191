import LocalAPI
import PeerProtocol

/// The terms of an agreement, in the order in which a privacy officer asks: why, on which ground, what, how much, how long.
struct AgreementTermsView {
  var terms: AgreementTermsDocument
  var names: (String) -> String

  var html: HTML {
    Panel.html(.terms, id: ElementId("terms")) {
      Terms.html([
        .init(.purpose, text: terms.purpose),
        .init(.legalBasis, text: terms.legalBasis),
        .init(.parties, .list((terms.parties ?? []).map { .name(names($0)) })),
        .init(.aboutWhom, .list(terms.kinds.map(KindWords.phrase))),
        .init(.contactRelease, terms.contactRelease.phrase(\.phrase)),
        .init(.endedInvolvements, terms.history ? .shown : .notShown),
        .init(.followUpWithin, terms.followUpDays == 0 ? .noTerm : CountedNoun.days.counted(terms.followUpDays)),
        .init(.silence, CountedNoun.days.counted(terms.silenceDays)),
        .init(.holdsFrom, Values.day(terms.validFrom)),
        .init(.holdsUntil, Values.day(terms.validUntil)),
        .init(.replaces, terms.replaces.map { element(.a, .href(.agreement($0)), text: $0) } ?? .nothing),
        .init(.framework, text: terms.framework),
        .init(.data, terms.environment.map { .phrase($0.phrase(\.phrase)) } ?? .nothing),
      ])
      limits
    }
  }

  private var limits: HTML {
    DataTable.html(
      caption: .limits, showsCaption: true,
      columns: [
        .init(.region), .init(.atOnce, isNumber: true), .init(.newPerDay, isNumber: true),
        .init(.newPerYear, isNumber: true),
      ],
      rows: terms.limits.keys.sorted().compactMap { region in
        terms.limits[region].map { limits in
          [
            .text(names(region)), .phrase(.number(limits.active)), .phrase(.number(limits.perDay)),
            .phrase(.number(limits.perYear)),
          ]
        }
      }, id: ElementId("limits"))
  }
}

extension Phrase {
  static let terms = Phrase("Voorwaarden", "Terms")
  static let legalBasis = Phrase("Grondslag", "Legal basis")
  static let parties = Phrase("Tussen", "Between")
  static let aboutWhom = Phrase("Over wie", "About whom")
  static let contactRelease = Phrase("Contactgegevens gaan over", "Contact details go over")
  static let endedInvolvements = Phrase("Beëindigde betrokkenheid", "Involvements that ended")
  static let shown = Phrase("Te zien binnen een match", "Shown inside a match")
  static let notShown = Phrase("Niet te zien", "Not shown")
  static let followUpWithin = Phrase("Opvolging binnen", "Follow-up within")
  static let noTerm = Phrase("Geen termijn", "No term")
  static let silence = Phrase("Wissen na stilte van", "Erased after silence of")
  static let holdsFrom = Phrase("Geldt vanaf", "Holds from")
  static let holdsUntil = Phrase("Geldt tot", "Holds until")
  static let replaces = Phrase("Vervangt", "Replaces")
  static let framework = Phrase("Onderdeel van", "Part of")
  static let data = Phrase("Gegevens", "Data")
  static let limits = Phrase("Wat elke regio mag sturen", "What each region may send")
  static let atOnce = Phrase("Tegelijk", "At once")
  static let newPerDay = Phrase("Nieuw per 24 uur", "New in 24 hours")
  static let newPerYear = Phrase("Nieuw per jaar", "New in a year")
}
