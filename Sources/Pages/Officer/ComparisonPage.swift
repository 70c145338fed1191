package import LocalAPI
import PeerProtocol

/// Asks a peer what its audit log holds of the exchanges under an agreement, and says whether both logs agree:
/// `POST /v1/audit/reconciliations`.
package struct ComparisonPage: Page {
  /// The agreements under which anything may have been exchanged.
  package var agreements: [AgreementDocument]
  /// The names of regions by their ids.
  package var regionNames: [String: String]
  /// What both logs hold; nil before they were compared.
  package var found: ReconciliationDocument?

  /// A page of these members.
  package init(
    agreements: [AgreementDocument], regionNames: [String: String], found: ReconciliationDocument? = nil
  ) {
    self.agreements = agreements.filter { one in
      one.inForce || one.status == .concluded || one.status == .revoked || one.status == .ended
    }
    (self.regionNames, self.found) = (regionNames, found)
  }

  /// Differences on the page; `samenloop audit reconcile` shows more.
  static let shownDifferences = 100

  package var title: Phrase { Phrase("Logboeken vergelijken", "Compare audit logs") }
  package var section: PageSection? { .overview }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.p, .classes("links")) {
        element(.a, .href(.overview), phrase: .backToOverview)
        element(.a, .href(.records(.differences)), phrase: .formerComparisons)
      }
      element(.h1, phrase: title)
      if let found { outcome(found) }
      element(.p, phrase: .whatComparingDoes)
      if agreements.isEmpty {
        element(.p, .classes("muted"), phrase: .noAgreements)
      } else {
        form(frame)
      }
    }
  }

  private func form(_ frame: PageFrame) -> HTML {
    Form.post(.comparison, frame.token) {
      Field.select(
        .agreement, id: ElementId("agreement"), label: .agreementToCompare,
        choices: agreements.map { one in
          Choice(
            one.agreementId,
            Phrase(
              "\(regionNames[one.peer] ?? one.peer), vanaf \(LocalTime(one.validFrom).day)",
              "\(regionNames[one.peer] ?? one.peer), from \(LocalTime(one.validFrom).day)"))
        })
      Field.day(.firstDay, .firstDay)
      Field.day(.lastDay, .lastDay)
      Field.radios(
        .reason, id: ElementId("reason"), legend: .comparisonReason,
        choices: ReconciliationRequest.Reason.allCases.map { Choice($0.rawValue, $0.phrase) })
      Form.actions { Form.button(Phrase("Bekijk eerst wat dat doet", "First see what that does"), .quiet) }
    }
  }

  private func outcome(_ found: ReconciliationDocument) -> HTML {
    let name = regionNames[found.peer] ?? found.peer
    return .group([
      Message.html(found.agreed ? .good : .trouble, role: "status") {
        element(.p) {
          element(.strong) {
            found.agreed
              ? Phrase("Wij en \(name) zijn het eens.", "We and \(name) agree.")
              : Phrase("Wij en \(name) zijn het niet eens.", "We and \(name) do not agree.")
          }
        }
        if !found.agreed { element(.p, phrase: .callOtherOfficer) }
        if !found.settled { element(.p, phrase: .notSettled) }
      },
      DataTable.html(
        caption: .inBothLogs,
        columns: [.init(.inWhichLog), .init(.batches, isNumber: true), .init(.contactViews, isNumber: true)],
        rows: [
          [.phrase(.ownLog), .phrase(.number(found.here.batches)), .phrase(.number(found.here.disclosures))],
          [.phrase(.name(name)), .phrase(.number(found.there.batches)), .phrase(.number(found.there.disclosures))],
        ], id: ElementId("counts")),
      found.differences.isEmpty ? .nothing : differences(found),
    ])
  }

  private func differences(_ found: ReconciliationDocument) -> HTML {
    .group([
      element(.p) {
        CountedNoun.unlikeExchanges.counted(found.different)
        "."
        if found.different > Self.shownDifferences {
          " "
          Phrase("Dit zijn de eerste \(Self.shownDifferences).", "These are the first \(Self.shownDifferences).")
        }
      },
      DataTable.html(
        caption: .differencesFound,
        columns: [.init(.recordAt), .init(.recordKind), .init(.direction), .init(.outcome), .init(.exchangeId)],
        rows: found.differences.prefix(Self.shownDifferences).map { one in
          [
            Values.moment(one.at), .phrase(one.record.phrase(\.phrase)), .phrase(one.direction.phrase(\.phrase)),
            .phrase(one.outcome.phrase(\.phrase)), element(.code, text: one.id),
          ]
        }, id: ElementId("differences")),
    ])
  }
}

extension CountedNoun {
  static let unlikeExchanges = CountedNoun(
    one: Phrase("uitwisseling is niet gewoon gelijk", "exchange does not simply agree"),
    many: Phrase("uitwisselingen zijn niet gewoon gelijk", "exchanges do not simply agree"))
}

extension ReconciliationRequest.Reason {
  var phrase: Phrase {
    switch self {
    case .incident: Phrase("Er is iets gebeurd", "Something happened")
    case .audit: Phrase("Een auditor wil het zien", "An auditor wants to see it")
    case .randomCheck: Phrase("Steekproef", "A random check")
    }
  }
}

extension ReconciliationDocument.Kind {
  var phrase: Phrase {
    switch self {
    case .batch: Phrase("Zending", "Batch")
    case .disclosure: Phrase("Contactgegevens", "Contact details")
    }
  }
}

extension ReconciliationRecord.Direction {
  var phrase: Phrase {
    switch self {
    case .sent: Phrase("Van ons", "From us")
    case .received: Phrase("Naar ons", "To us")
    }
  }
}

extension ReconciliationDocument.Outcome {
  var phrase: Phrase {
    switch self {
    case .confirmationDiffers: Phrase("De bevestiging verschilt", "The confirmation differs")
    case .notArrived: Phrase("Nog niet aangekomen", "Did not arrive yet")
    case .missingThere: Phrase("Ontbreekt bij de andere regio", "Missing there")
    case .missingHere: Phrase("Ontbreekt bij ons", "Missing here")
    case .lostThere: Phrase("Daar verloren bij een herstel", "Lost there by a restore")
    case .lostHere: Phrase("Hier verloren bij een herstel", "Lost here by a restore")
    }
  }
}

extension Field {
  /// A day, as people type it.
  static func day(_ name: FieldName, _ label: Phrase) -> HTML {
    text(name, id: ElementId("day", name.rawValue), label: label, hint: .dayHint, maxLength: 10)
  }
}

extension Phrase {
  static let formerComparisons = Phrase("Eerdere vergelijkingen", "Former comparisons")
  static let whatComparingDoes = Phrase(
    "De andere regio zegt wat haar logboek heeft van de uitwisselingen onder een afspraak; ons knooppunt legt dat naast het eigen logboek.",
    "The other region says what its audit log holds of the exchanges under an agreement; our node puts that beside its own log."
  )
  static let agreementToCompare = Phrase("Welke afspraak?", "Which agreement?")
  static let firstDay = Phrase("Eerste dag", "First day")
  static let lastDay = Phrase("Laatste dag", "Last day")
  static let dayHint = Phrase("Als JJJJ-MM-DD.", "As YYYY-MM-DD.")
  static let comparisonReason = Phrase("Waarom vergelijkt u?", "Why do you compare?")
  static let callOtherOfficer = Phrase(
    "In een van de logboeken ontbreekt iets. Bel de functionaris van de andere regio.",
    "Something is missing in one of the logs. Call the privacy officer of the other region.")
  static let notSettled = Phrase(
    "Wat leek te ontbreken is nog niet opnieuw gevraagd. Vergelijk later nog eens.",
    "What seemed to be missing was not asked for once more yet. Compare again later.")
  static let inBothLogs = Phrase("Wat in de logboeken staat", "What the logs hold")
  static let inWhichLog = Phrase("Logboek", "Audit log")
  static let ownLog = Phrase("Van ons", "Ours")
  static let batches = Phrase("Zendingen", "Batches")
  static let contactViews = Phrase("Hoe vaak contactgegevens", "Times contact details")
  static let differencesFound = Phrase("Wat niet gelijk is", "What does not agree")
  static let direction = Phrase("Richting", "Direction")
  static let exchangeId = Phrase("Kenmerk van de uitwisseling", "Id of the exchange")
}
