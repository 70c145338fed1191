package import LocalAPI
import PeerProtocol

/// The review of the audit log that is next: what is to be looked at, what was found, and how often that is done.
package struct ReviewsPage: Page {
  /// Where the reviews stand; nil where nobody made a plan yet.
  package var standing: ReviewsDocument?
  /// The entries that were chosen, once somebody asked for them.
  package var review: ReviewDocument?
  /// What the entries say.
  package var entries: RecordTable?

  /// The page of these documents.
  package init(standing: ReviewsDocument?, review: ReviewDocument? = nil, entries: RecordTable? = nil) {
    (self.standing, self.review, self.entries) = (standing, review, entries)
  }

  package var title: Phrase { RecordKind.reviews.phrase }
  package var section: PageSection? { .overview }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        element(.p) { CSVLink.html(.reviews) }
      }
      if let standing { next(standing, frame) }
      if let review, let entries { chosen(review, entries, frame) }
      plan(frame)
    }
  }

  private func next(_ standing: ReviewsDocument, _ frame: PageFrame) -> HTML {
    let next = standing.next
    return Panel.html(Phrase("De volgende controle", "The next review"), id: ElementId("next")) {
      Terms.html([
        .init(.recordReview, text: next.id),
        .init(.recordFrom, Values.day(next.from)),
        .init(.recordUntil, Values.day(next.to.adding(days: -1))),
        .init(
          .reviewCloseBy,
          .group([
            Values.day(next.overdueOn.adding(days: -1)),
            .phrase(Phrase(both: " (\(Values.due(next.overdueOn.adding(days: -1), today: frame.today)))")),
          ])),
      ])
      if next.stage == .upcoming {
        element(.p, .classes("muted"), phrase: .reviewUpcoming)
      } else if review == nil {
        Form.post(.reviews, frame.token) {
          Form.actions { Form.button(Phrase("Toon de gekozen regels", "Show the chosen entries")) }
        }
      }
      if let last = standing.last {
        element(.p, .classes("muted")) {
          Phrase(both: "\(Phrase.reviewLast): \(last.id), \(last.outcome.phrase(\.phrase))")
        }
      }
    }
  }

  private func chosen(_ review: ReviewDocument, _ entries: RecordTable, _ frame: PageFrame) -> HTML {
    Panel.html(Phrase("De gekozen regels", "The chosen entries"), id: ElementId("chosen")) {
      element(.p, phrase: .reviewChosen(review.chosen.count, of: review.found))
      DataTable.html(
        caption: Phrase("De gekozen regels", "The chosen entries"),
        columns: entries.columns.map { .init($0.heading, isNumber: $0.isNumber) },
        rows: entries.rows.map { $0.map(\.html) }, id: ElementId("chosen-table"))
      if review.entries.count < review.chosen.count {
        element(.p, .classes("muted"), phrase: .reviewGone(review.chosen.count - review.entries.count))
      }
      Form.post(.closing(ofReview: review.id), frame.token) {
        Field.radios(
          .outcome, id: ElementId("outcome"), legend: Phrase("Wat hebt u gevonden?", "What did you find?"),
          choices: ReviewsDocument.Outcome.allCases.map { Choice($0.rawValue, $0.phrase) })
        Field.lines(
          .references, id: ElementId("references"), label: .reviewReferences, hint: .reviewReferencesHint,
          isRequired: false, maxLength: 4_000)
        Form.actions { Form.button(Phrase("Sluit de controle af", "Close the review")) }
      }
    }
  }

  private func plan(_ frame: PageFrame) -> HTML {
    Panel.html(Phrase("Hoeveel, en hoe vaak?", "How much, and how often?"), id: ElementId("plan")) {
      element(.p, phrase: standing.map { .reviewPlan($0.share, $0.every) } ?? .reviewNoPlan)
      Form.post(.reviewPlan, frame.token) {
        Field.text(
          .share, id: ElementId("share"), label: .reviewShare, maxLength: 3, isNumeric: true)
        Field.radios(
          .every, id: ElementId("every"), legend: .reviewEvery,
          choices: ReviewsDocument.Cadence.allCases.map { Choice($0.rawValue, $0.phrase) },
          selected: standing?.every.text)
        Form.actions { Form.button(Phrase("Leg dit plan vast", "Record this plan"), .quiet) }
      }
    }
  }
}

extension ReviewsDocument.Cadence {
  var phrase: Phrase {
    switch self {
    case .week: Phrase("Elke week", "Every week")
    case .month: Phrase("Elke maand", "Every month")
    }
  }
}

extension ReviewsDocument.Outcome {
  var phrase: Phrase {
    switch self {
    case .inOrder: Phrase("Alles is in orde", "Everything is in order")
    case .explained: Phrase("Er was iets, en dat is verklaard", "There was something, and it is explained")
    case .incident: Phrase("Er is een incident", "There is an incident")
    }
  }
}

extension Phrase {
  static let reviewShare = Phrase("Hoeveel procent van de regels?", "What percentage of the entries?")
  static let reviewEvery = Phrase("Hoe vaak?", "How often?")
  static let reviewReferences = Phrase("Om welke regels gaat het?", "Which entries is it about?")
  static let reviewReferencesHint = Phrase(
    "Nodig als niet alles in orde is: de nummers van de regels, met spaties ertussen. Schrijf hier geen namen.",
    "Needed unless everything is in order: the entries’ ids, with blanks between them. Write no names here.")
  static let reviewNoPlan = Phrase(
    "Nog niemand heeft vastgelegd hoe vaak het logboek wordt gecontroleerd.",
    "Nobody has recorded yet how often the audit log is reviewed.")
  static let reviewCloseBy = Phrase("Afsluiten uiterlijk", "Close by")
  static let reviewLast = Phrase("De vorige", "The one before")
  static let reviewUpcoming = Phrase(
    "Deze periode is nog niet voorbij. Daarna kiest het logboek zelf welke regels u bekijkt.",
    "This period is not over yet. After it the log itself chooses which entries you look at.")

  static func reviewChosen(_ count: Int, of all: Int) -> Phrase {
    Phrase(
      "Het logboek koos \(count) van de \(all) regels die over mensen gaan. Bekijk bij elke regel of deze blik nodig was.",
      "The log chose \(count) of the \(all) entries that concern people. Judge of each whether that look was needed.")
  }
  static func reviewGone(_ count: Int) -> Phrase {
    Phrase("\(count) gekozen regels worden niet meer bewaard.", "\(count) of the chosen entries are no longer kept.")
  }
  static func reviewPlan(_ share: Int, _ every: Word<ReviewsDocument.Cadence>) -> Phrase {
    Phrase(both: "\(every.phrase(\.phrase)): \(share)%")
  }
}
