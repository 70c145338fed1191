import LocalAPI
import PeerProtocol

/// A match: who is involved on both sides, what both sides said, and what can be done.
package struct MatchPage: Page {
  /// What it shows.
  package var screen: MatchScreen

  /// The page of this screen.
  package init(_ screen: MatchScreen) { self.screen = screen }

  var match: MatchDocument { screen.match }
  var peerName: String { screen.name(match.peer) }
  var isAcross: Bool { match.scope == .across }
  var isOpen: Bool { match.status == .open }

  package var title: Phrase {
    isAcross
      ? Phrase("\(match.kind.phrase(\.phrase)) als in \(peerName)", "\(match.kind.phrase(\.phrase)) as in \(peerName)")
      : Phrase("\(match.kind.phrase(\.phrase)), binnen de regio", "\(match.kind.phrase(\.phrase)), within the region")
  }

  package var section: PageSection? { .worklist }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("stack")) {
      element(.p, .classes("links")) { element(.a, .href(.worklist), phrase: .backToWorklist) }
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        element(.div, .classes("marks")) { for reason in screen.reasons { mark(reason) } }
      }
      summary(frame)
      element(.div, .classes("two")) {
        professionals(.ourProfessionals, ElementId("our-professionals"), screen.own, none: .unknownProfessional)
        if isAcross {
          professionals(
            Phrase("Betrokken in \(peerName)", "Involved in \(peerName)"), ElementId("their-professionals"),
            match.involvements.map(Professional.init), none: noContacts)
        }
      }
      if isAcross { sides }
      if isOpen, isAcross { forms(frame) }
      element(.div, .classes("two")) {
        family
        history
      }
    }
  }

  private func mark(_ reason: Word<WorklistDocument.Reason>) -> HTML {
    reason.known.map { Mark.html($0.level, $0.phrase) } ?? Mark.plain(.name(reason.text))
  }

  private func summary(_ frame: PageFrame) -> HTML {
    element(.dl, .classes("summary")) {
      item(.status) { match.status.phrase(\.phrase) }
      item(.ourSignals) { match.signals.joined(separator: ", ") }
      item(.matchSince) {
        Values.day(match.detectedAt)
        Phrase(both: " (\(Values.age(match.detectedAt, frame.now)))")
      }
      if isOpen, screen.next != .none { item(.nextStep) { screen.next.phrase(screen.name) } }
      if isOpen, let due = screen.due {
        item(.byWhen) {
          Values.day(due)
          Phrase(both: " (\(Values.due(due, today: frame.today)))")
        }
      }
      if let assignee = screen.assignee { item(.assignedTo) { assignee.name } }
    }
  }

  private func item(_ term: Phrase, @HTMLBuilder content: () -> HTML) -> HTML {
    element(.div) {
      element(.dt, phrase: term)
      element(.dd) { content() }
    }
  }

  private func professionals(_ heading: Phrase, _ id: ElementId, _ people: [Professional], none: Phrase) -> HTML {
    Panel.html(heading, id: id) {
      for person in people { person.card }
      if people.isEmpty { element(.p, .classes("muted"), phrase: none) }
    }
  }

  /// The contact details of an ended match are erased: all that is left is when they came.
  private var noContacts: Phrase {
    guard match.status == .ended else { return .noViewYet }
    guard let at = match.contactsReceivedAt else {
      return Phrase(
        "De match eindigde voordat er contactgegevens kwamen.", "The match ended before contact details came.")
    }
    return Phrase(
      "Contactgegevens ontvangen op \(Phrase.day(at)), en gewist toen de match eindigde.",
      "Contact details received on \(Phrase.day(at)), and erased when the match ended.")
  }

  private var sides: HTML {
    let rows: [(Phrase, (MatchSideDocument) -> HTML)] = [
      (.followUp, followUp), (.coordination, leader), (.handover, handover),
      (.consent, { $0.consent.map { .phrase($0.phrase(\.phrase)) } ?? .text("–") }),
    ]
    return Panel.html(.whatBothSaid, id: ElementId("both-sides")) {
      DataTable.html(
        caption: .whatBothSaid,
        columns: [.init(.subject), .init(.ourSide), .init(Phrase("Kant van \(peerName)", "Side of \(peerName)"))],
        rows: rows.map { title, text in [.phrase(title), text(match.own), text(match.theirs)] },
        id: ElementId("both-sides-table"))
    }
  }

  private func followUp(_ side: MatchSideDocument) -> HTML {
    guard let said = side.followUp else { return .text("–") }
    let details = [said.reason?.phrase(\.phrase)].compactMap(\.self) + (said.outcome ?? []).map { $0.phrase(\.phrase) }
    let all = Phrase.list([said.state.phrase(\.phrase)] + details)
    return dated(all, said.at)
  }

  private func leader(_ side: MatchSideDocument) -> HTML {
    guard let said = side.coordination else { return .text("–") }
    guard let holder = said.holder else { return .phrase(Coordination.State.none.phrase) }
    return dated(
      Phrase(both: "\(screen.name(holder)): \(said.state.phrase(\.phrase))"),
      said.at)
  }

  private func handover(_ side: MatchSideDocument) -> HTML {
    side.handover.map { dated($0.state.phrase(\.phrase), $0.at) } ?? .text("–")
  }

  private func dated(_ phrase: Phrase, _ at: Timestamp) -> HTML {
    .group([
      .phrase(phrase), element(.br), element(.span, .classes("muted")) { Values.day(at) },
    ])
  }

  private var family: HTML {
    let related = match.related ?? []
    let archived = (match.archived ?? []).map(Professional.init)
    return Panel.html(.sameFamily, id: ElementId("family")) {
      element(.ul) {
        for other in related {
          element(.li) {
            element(.a, .href(.match(other.matchId))) {
              Phrase(
                both:
                  "\(other.kind.phrase(\.phrase)), \(screen.name(other.peer)): \(other.signals.joined(separator: ", "))"
              )
            }
          }
        }
        if related.isEmpty { element(.li, .classes("muted"), phrase: .noOtherMatches) }
      }
      if !archived.isEmpty {
        element(.h3, phrase: .involvedBefore)
        for person in archived { person.card }
      }
    }
  }

  private var history: HTML {
    let derived = MatchHistoryEntry.entries(of: match, name: screen.name)
    return Panel.html(.history, id: ElementId("history")) {
      element(.ol, .classes("history")) {
        for entry in MatchHistoryEntry.merged(screen.history, derived).reversed() { entry.html }
      }
    }
  }
}

extension Phrase {
  static let backToWorklist = Phrase("Terug naar de werklijst", "Back to the worklist")
  static let ourProfessionals = Phrase("Betrokken bij ons", "Involved on our side")
  static let status = Phrase("Hoe het staat", "Status")
  static let ourSignals = Phrase("Onze signalen", "Our signals")
  static let matchSince = Phrase("Match sinds", "Match since")
  static let nextStep = Phrase("Volgende stap", "Next step")
  static let byWhen = Phrase("Uiterlijk", "Due by")
  static let assignedTo = Phrase("Toegewezen aan", "Assigned to")
  static let whatBothSaid = Phrase("Wat beide kanten zeggen", "What both sides say")
  static let subject = Phrase("Onderwerp", "Subject")
  static let ourSide = Phrase("Onze kant", "Our side")
  static let followUp = Phrase("Opvolging", "Follow-up")
  static let coordination = Phrase("Regie", "Who leads")
  static let handover = Phrase("Warme overdracht", "Handover")
  static let consent = Phrase("Toestemming", "Consent")
  static let sameFamily = Phrase("Zelfde gezin", "The same family")
  static let noOtherMatches = Phrase("Geen andere open matches", "No other open matches")
  static let involvedBefore = Phrase("Eerder betrokken bij ons", "Involved on our side before")
  static let history = Phrase("Geschiedenis", "History")
}
