import LocalAPI
import PeerProtocol

extension OfficerPage {
  func tasks(_ frame: PageFrame) -> HTML {
    Panel.html(.whatToDo, id: ElementId("tasks"), links: [(.allDecisions, .decisions)], csv: .tasks) {
      if screen.tasks.isEmpty { element(.p, .classes("muted"), phrase: .nothingWaits) }
      if !screen.tasks.isEmpty { taskList(frame) }
      more(screen.tasks.count, .tasks)
    }
  }

  private func taskList(_ frame: PageFrame) -> HTML {
    element(.ul, .classes("tasks")) {
      for task in screen.tasks.prefix(Self.rows) {
        element(.li) {
          element(.a, .href(task.link), phrase: task.phrase(screen.name))
          task.mark(today: frame.today)
        }
      }
    }
  }

  var exchanges: HTML {
    // What nobody counts has no column; its records are there all the same.
    let isCounted = screen.exchanges.contains { $0.contactsReceived != nil }
    return Panel.html(
      .whoWithWhom, id: ElementId("exchanges"),
      links: isCounted ? [] : [(RecordKind.receivedContacts.phrase, .records(.receivedContacts))]
    ) {
      DataTable.html(
        caption: .whoWithWhom,
        columns: [
          .init(.region), .init(.entriesOut, isNumber: true), .init(.entriesIn, isNumber: true),
          .init(.contactsOut, isNumber: true),
        ] + (isCounted ? [.init(.contactsIn, isNumber: true)] : []),
        rows: screen.exchanges.prefix(Self.rows).map { one in
          [
            .text(screen.name(one.peer)), count(one.entriesSent, .sentEntries, one.peer),
            count(one.entriesReceived, .receivedEntries, one.peer), count(one.contactsSent, .sentContacts, one.peer),
            one.contactsReceived.map { count($0, .receivedContacts, one.peer) } ?? .text("–"),
          ]
        }, id: ElementId("exchanges-table"))
      more(screen.exchanges.count, .records(.sentEntries))
      files(.sentEntries, .receivedEntries, .sentContacts, .receivedContacts)
    }
  }

  private func count(_ number: Int, _ kind: RecordKind, _ peer: String) -> HTML {
    Values.count(
      number, of: Phrase(both: "\(kind.phrase), \(screen.name(peer))"),
      .records(kind, peer: peer))
  }

  var comparisons: HTML {
    Panel.html(
      .doSidesAgree, id: ElementId("comparisons"), links: [(.compareNow, .comparison)], csv: .differences
    ) {
      DataTable.html(
        caption: .doSidesAgree, columns: [.init(.region), .init(.outcome), .init(.comparedOn)],
        rows: screen.comparisons.prefix(Self.rows).map { one in
          [.text(screen.name(one.peer)), outcome(one), one.last.map { Values.day($0.at) } ?? .text("–")]
        }, id: ElementId("comparisons-table"))
      more(screen.comparisons.count, .records(.differences))
    }
  }

  private func outcome(_ one: OfficerScreen.Comparison) -> HTML {
    guard let last = one.last else { return Mark.html(.attention, .neverCompared) }
    if last.agreed { return Mark.html(.good, .sidesAgree) }
    return element(.a, .href(.records(.differences, peer: one.peer))) {
      Mark.html(.trouble, CountedNoun.differences.counted(last.different))
    }
  }

  func agreements(_ frame: PageFrame) -> HTML {
    Panel.html(
      .purposes, id: ElementId("agreements"),
      links: [(.allAgreements, .agreements)], csv: .agreements
    ) {
      DataTable.html(
        caption: .purposes, columns: [.init(.region), .init(.purpose), .init(.until)],
        rows: screen.agreements.prefix(Self.rows).map { agreement in
          [
            element(.a, .href(.agreement(agreement.agreementId)), text: screen.name(agreement.peer)),
            .text(shortened(agreement.terms?.purpose ?? "–")), ending(agreement, frame),
          ]
        }, id: ElementId("agreements-table"))
      more(screen.agreements.count, .agreements)
    }
  }

  private func ending(_ agreement: AgreementDocument, _ frame: PageFrame) -> HTML {
    guard agreement.inForce else { return Mark.html(.attention, .notInForce) }
    let last = LocalTime(agreement.endsAt ?? agreement.validUntil).day
    let isSoon = last < frame.today.adding(days: OfficerTask.renewalDays)
    return .group([Values.day(last), isSoon ? .group([.text(" "), Mark.html(.attention, .endsSoon)]) : .nothing])
  }

  /// Enough of a purpose to tell agreements apart; the whole text stands on the page of the agreement.
  private func shortened(_ text: String) -> String {
    let limit = 48
    guard text.count > limit else { return text }
    return text.prefix(limit).split(separator: " ").dropLast().joined(separator: " ") + "…"
  }

  func erasure(_ frame: PageFrame) -> HTML {
    let erasure = screen.erasure
    return Panel.html(
      .erasure, id: ElementId("erasure"),
      links: erasure.done == nil ? [(RecordKind.erasuresDone.phrase, .records(.erasuresDone))] : []
    ) {
      element(.dl, .classes("figures")) {
        figure(.erasureDue, Values.count(erasure.due, of: .erasureDue, .records(.erasuresDue)))
        if let done = erasure.done {
          figure(.erasureDone, Values.count(done, of: .erasureDone, .records(.erasuresDone)))
        }
        figure(.toConfirm, Values.count(erasure.unconfirmed, of: .toConfirm, .records(.unconfirmed)))
      }
      if !erasure.waiting.isEmpty {
        DataTable.html(
          caption: .toConfirm, columns: [.init(.region), .init(.number, isNumber: true), .init(.oldest)],
          rows: erasure.waiting.prefix(2).map { one in
            [
              .text(screen.name(one.peer)), count(one.count, .unconfirmed, one.peer),
              .phrase(Values.age(one.since, frame.now)),
            ]
          }, id: ElementId("erasure-table"))
      }
      files(.erasuresDue, .erasuresDone, .unconfirmed)
    }
  }

  /// The records behind several numbers, each as CSV.
  private func files(_ kinds: RecordKind...) -> HTML {
    element(.p, .classes("small")) {
      Phrase("Als CSV: ", "As CSV: ")
      for (place, kind) in kinds.enumerated() {
        if place > 0 { ", " }
        element(.a, .href(.csv(kind)), phrase: kind.phrase)
      }
    }
  }

  private func figure(_ term: Phrase, _ number: HTML) -> HTML {
    element(.div) {
      element(.dt, phrase: term)
      element(.dd) { number }
    }
  }

  var looks: HTML {
    Panel.html(
      .whoLooked, id: ElementId("looks"), links: [(.allLines, .records(.looks)), (.evidence, .evidence)], csv: .looks
    ) {
      if let looks = screen.looks {
        table(of: looks)
        more(looks.count, .records(.looks))
      } else {
        element(.p, phrase: .everyLookIsALine)
      }
    }
  }

  private func table(of looks: [OfficerScreen.Looks]) -> HTML {
    DataTable.html(
      caption: .whoLooked, columns: [.init(.who), .init(.looksCount, isNumber: true), .init(.lastLook)],
      rows: looks.prefix(Self.rows).map { one in
        [
          .group([
            .text(one.person), element(.br),
            element(.span, .classes("muted")) { Role(rawValue: one.role.text)?.phrase ?? .name(one.role.text) },
          ]),
          Values.count(
            one.count, of: Phrase(both: "\(RecordKind.looks.phrase), \(one.person)"), .records(.looks)),
          Values.day(one.lastAt),
        ]
      }, id: ElementId("looks-table"))
  }
}

extension Phrase {
  static let compareNow = Phrase("Vergelijken", "Compare")
  static let evidence = Phrase("Bewijs", "Evidence")
  static let allLines = Phrase("Alle regels", "All lines")
  static let whatToDo = Phrase("Wat u nu moet doen", "What to do now")
  static let allDecisions = Phrase("Alle besluiten", "All decisions")
  static let nothingWaits = Phrase("Er wacht niets op u.", "Nothing waits for you.")
  static let alarm = Phrase("Melding", "Alarm")
  static let open = Phrase("Open", "Waits")
  static let whoWithWhom = Phrase("Wie met wie", "Who with whom")
  static let region = Phrase("Regio", "Region")
  static let entriesOut = Phrase("Naar hen", "To them")
  static let entriesIn = Phrase("Van hen", "From them")
  static let contactsOut = Phrase("Contact naar hen", "Contacts to them")
  static let contactsIn = Phrase("Contact van hen", "Contacts from them")
  static let doSidesAgree = Phrase("Zijn beide kanten het eens?", "Do both sides agree?")
  static let outcome = Phrase("Uitkomst", "Outcome")
  static let comparedOn = Phrase("Vergeleken op", "Compared on")
  static let neverCompared = Phrase("Nooit vergeleken", "Never compared")
  static let sidesAgree = Phrase("Eens", "Agreed")
  static let purposes = Phrase("Doelen en afspraken", "Purposes and agreements")
  static let allAgreements = Phrase("Alle afspraken", "All agreements")
  static let purpose = Phrase("Doel", "Purpose")
  static let until = Phrase("Tot", "Until")
  static let notInForce = Phrase("Niet van kracht", "Not in force")
  static let endsSoon = Phrase("Loopt af", "Ends soon")
  static let erasure = Phrase("Wissen", "Erasure")
  static let erasureDue = Phrase("Moet nog", "Due")
  static let erasureDone = Phrase("Gewist, 12 maanden", "Done, 12 months")
  static let toConfirm = Phrase("Nog te bevestigen", "To be confirmed")
  static let number = Phrase("Aantal", "Number")
  static let oldest = Phrase("Oudste", "Oldest")
  static let whoLooked = Phrase("Wie keek hier (30 dagen)", "Who looked here (30 days)")
  static let everyLookIsALine = Phrase(
    "Elke keer dat iemand gegevens van mensen ziet, is een regel in het logboek, met naam en reden.",
    "Each time that somebody sees data of people is a line of the audit log, with name and reason.")
  static let who = Phrase("Wie", "Who")
  static let looksCount = Phrase("Keer", "Times")
  static let lastLook = Phrase("Laatst", "Last time")
}
