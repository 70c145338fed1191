import LocalAPI
import PeerProtocol

/// What a region keeps of a person, as that person may know it.
struct SubjectReportView {
  var report: SubjectReportDocument
  var regionNames: [String: String]

  private func name(_ region: String) -> String { regionNames[region] ?? region }

  var html: HTML {
    Panel.html(
      Phrase("Gevonden, verzoek \(report.request.id)", "Found, request \(report.request.id)"), id: ElementId("found"),
      links: [(.toRequest, .requests)]
    ) {
      Terms.html([
        .init(.answerBy, Values.day(report.request.dueOn)),
        .init(.leftOut, phrase(report.explanation.leftOut)),
      ])
      if report.signals.isEmpty { element(.p, phrase: .nothingFound) }
      for signal in report.signals { card(signal) }
      matches
      recipients
      looks
    }
  }

  private func phrase(_ sentence: SubjectReportDocument.Sentence) -> Phrase {
    Phrase("\(sentence.nl)", "\(sentence.en)")
  }

  private func card(_ signal: SubjectReportDocument.Signal) -> HTML {
    element(.div, .classes("card")) {
      element(.h3, text: signal.organisation)
      Terms.html([
        .init(.sector, signal.sector.map { .phrase(SectorWords.phrase($0)) } ?? .nothing),
        .init(.status, signal.status.phrase(\.phrase)),
        .init(.since, Values.day(signal.startedOn)),
        .init(.endsOn, signal.endedOn.map { Values.day($0) } ?? .nothing),
        .init(.movedAway, signal.leftOn.map { Values.day($0) } ?? .nothing),
        .init(.familyInformed, signal.informedOn.map { Values.day($0) } ?? .phrase(.notInformed)),
        .init(.consent, signal.consent.map { .phrase($0.phrase(\.phrase)) } ?? .nothing),
        .init(.objectionStanding, signal.objectedOn.map { Values.day($0) } ?? .nothing),
        .init(.keptUntil, Values.day(signal.keptUntil)),
      ])
    }
  }

  private var matches: HTML {
    list(
      Phrase("Matches met andere regio’s", "Matches with other regions"), "matches",
      report.matches.map { match in
        .group([
          .text(name(match.region) + ", "), Values.day(match.foundOn), .text(" "),
          .text(match.told.map(\.organisation).joined(separator: ", ")),
        ])
      })
  }

  private var recipients: HTML {
    list(
      .wentTo, "recipients",
      report.recipients.map { one in
        .group([
          .text(name(one.peer) + ": "), Values.day(one.firstOn),
          one.lastOn == one.firstOn ? .nothing : .group([.text(" – "), Values.day(one.lastOn)]),
        ])
      })
  }

  private var looks: HTML {
    list(
      Phrase("Wanneer iemand keek", "When somebody looked"), "person-looks",
      report.looks.map { .group([Values.day($0.on), .text(" "), Values.english($0.purpose)]) })
  }

  private func list(_ heading: Phrase, _ id: StaticString, _ lines: [HTML]) -> HTML {
    guard !lines.isEmpty else { return .nothing }
    return element(.section, .ariaLabelledBy(ElementId(id))) {
      element(.h3, .id(ElementId(id)), phrase: heading)
      element(.ul) { for line in lines { element(.li) { line } } }
    }
  }
}

extension StoredSignalDocument.Status {
  var phrase: Phrase {
    switch self {
    case .active: Phrase("Actief", "Active")
    case .left: Phrase("Verhuisd, nog vindbaar", "Moved away, still findable")
    case .archived: Phrase("In het archief", "Archived")
    }
  }
}

extension Phrase {
  static let toRequest = Phrase("Naar de verzoeken", "To the requests")
  static let leftOut = Phrase("Wat er niet bij staat", "What is left out")
  static let nothingFound = Phrase(
    "Over deze persoon is niets dat in de inzage hoort.",
    "There is nothing about this person that belongs in the answer.")
  static let since = Phrase("Vanaf", "From")
  static let endsOn = Phrase("Eindigt", "Ends")
  static let familyInformed = Phrase("Gezin ingelicht", "Family informed")
  static let notInformed = Phrase("Niet vastgelegd", "Not recorded")
  static let objectionStanding = Phrase("Bezwaar", "Objection")
  static let keptUntil = Phrase("Bewaard tot uiterlijk", "Kept until")
  static let wentTo = Phrase("Contactgegevens gingen naar", "Contact details went to")
}
