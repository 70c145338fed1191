import LocalAPI

/// A family of the list, with its lines and what can be done without opening the match.
struct WorklistFamilyView {
  var family: WorklistFamily
  var place: Int
  var frame: PageFrame
  var colleagues: [Colleague]
  var regionNames: [String: String]

  /// Professionals of one side that a line shows.
  static let shownProfessionals = 4

  var html: HTML {
    let isLate = family.isOverdue(on: frame.today)
    return element(.li, .classes(isLate ? "family late" : "family")) {
      element(.div, .classes("bar")) {
        element(.h2, phrase: heading)
        element(.p, .classes("marks")) {
          if isLate { Mark.html(.trouble, WorklistDocument.Reason.overdue.phrase) }
          if family.lines.contains(where: { $0.reasons.contains { $0 == .unread } }) {
            Mark.html(.attention, WorklistDocument.Reason.unread.phrase)
          }
          if let assignee = family.assignee {
            Mark.plain(Phrase("Bij \(assignee.name)", "With \(assignee.name)"))
          }
        }
      }
      for line in family.lines { self.line(line) }
      // Without colleagues there is nobody to assign it to.
      if let id = family.matchId, !colleagues.isEmpty { work(id) }
    }
  }

  private var heading: Phrase {
    let peers = Set(family.lines.compactMap(\.peerName)).sorted()
    let subject =
      family.lines.count > 1
      ? Phrase(
        "Gezin met \(CountedNoun.youths.counted(youths))", "Family with \(CountedNoun.youths.counted(youths))")
      : family.lines.first?.kind == .family
        ? Phrase("Gezin met 1 jeugdige", "Family with 1 youth")
        : Phrase("Jeugdige", "One youth")
    guard !peers.isEmpty else { return Phrase("\(subject), binnen de regio", "\(subject), within the region") }
    let names = Phrase.list(peers.map { .name($0) })
    return Phrase("\(subject), samen met \(names)", "\(subject), shared with \(names)")
  }

  /// Lines about the same signals are about one youth.
  private var youths: Int { Set(family.lines.map { $0.signals.sorted() }).count }

  private func line(_ line: WorklistLine) -> HTML {
    element(.dl, .classes("line")) {
      cell(.youth) { youth(line) }
      cell(.own) {
        people(line.own, line)
        if line.own.isEmpty { element(.span, .classes("muted"), phrase: .unknownProfessional) }
      }
      cell(.theirs) {
        people(line.theirs, line)
        if line.theirs.isEmpty {
          element(.span, .classes("muted"), phrase: line.peerName == nil ? .sameRegion : .noViewYet)
        }
      }
      cell(.age) {
        if let at = line.detectedAt {
          Values.age(at, frame.now)
          element(.br)
          element(.span, .classes("muted")) { Values.day(at) }
        }
      }
      cell(.next, classes: "next") { next(line) }
    }
  }

  /// The first of one side's professionals; a match may have fifty, and all of them stand on its page.
  private func people(_ people: [Professional], _ line: WorklistLine) -> HTML {
    let hidden = people.count - Self.shownProfessionals
    return .group([
      .group(people.prefix(Self.shownProfessionals).map(\.lines)),
      hidden > 0
        ? element(.div, .classes("person-line")) {
          let more = Phrase("Nog \(hidden) meer", "\(hidden) more")
          if let id = line.matchId { element(.a, .href(.match(id)), phrase: more) } else { more }
        } : .nothing,
    ])
  }

  private func cell(_ column: WorklistColumn, classes: String = "", @HTMLBuilder content: () -> HTML) -> HTML {
    element(.div) {
      element(.dt, phrase: column.phrase)
      element(.dd, .classes(classes)) { content() }
    }
  }

  private func youth(_ line: WorklistLine) -> HTML {
    let signals = line.signals.isEmpty ? Phrase("Match", "This match") : Phrase.list(line.signals.map { .name($0) })
    return .group([
      line.matchId.map { element(.a, .href(.match($0)), phrase: signals) } ?? .phrase(signals),
      line.kind.map { kind in
        .group([element(.br), element(.span, .classes("muted"), phrase: kind.phrase(\.phrase))])
      } ?? .nothing,
    ])
  }

  private func next(_ line: WorklistLine) -> HTML {
    .group([
      element(.strong, phrase: line.next.phrase { regionNames[$0] ?? $0 }),
      line.due.map { due in
        element(.span, .classes("muted")) {
          Phrase(
            "vóór \(due) (\(Values.due(due, today: frame.today)))", "by \(due) (\(Values.due(due, today: frame.today)))"
          )
        }
      } ?? .nothing,
    ])
  }

  private func work(_ id: String) -> HTML {
    element(.details, .classes("work")) {
      element(.summary) { Phrase("Toewijzen of herinneren", "Assign or remind") }
      element(.div) {
        AssignmentForms.assign(id, frame, colleagues, current: family.assignee, from: "worklist", key: "\(place)")
        AssignmentForms.remind(id, frame, from: "worklist")
      }
    }
  }
}

extension Phrase {
  static let unknownProfessional = Phrase("Geen professional bekend", "No professional known")
  static let noViewYet = Phrase("De andere regio stuurde nog niets", "The other region sent nothing yet")
  static let sameRegion = Phrase("Binnen de eigen regio", "Within this region")
}
