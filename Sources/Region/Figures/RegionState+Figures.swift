public import PeerProtocol

import enum Cryptography.SubjectKind

/// What is counted when something happens to signals and matches.
extension RegionState {
  /// The quarters that are over by `today` and not closed; `openDays` is the target for a word on contact.
  public func decideQuarters(today: CalendarDate, openDays: Int, at: Int) -> [RegionEvent] {
    guard var quarter = figures.openQuarter else { return [] }
    let present = Quarter(today.yearMonth)
    // A node that was off for years closes the last quarter that it counted in, and goes on in the present one.
    if present.number - quarter.number > FiguresState.keptQuarters { return [] }
    var events: [RegionEvent] = []
    while quarter < present {
      events.append(.figures(.quarterEnded(quarter, openDays: openDays, at: at)))
      quarter = quarter.next
    }
    return events
  }

  mutating func apply(_ event: FiguresEvent) {
    switch event {
    case .quarterEnded(let quarter, let openDays, let at):
      let before = at - openDays * 86_400_000
      for match in matches.shown.values
      where match.isOpen && match.detectedAt < before && (match.work.followUp?.state ?? .notified) == .notified {
        figures.count(.openTooLong, for: lines(of: match), in: quarter)
      }
      figures.agreedLeads = figures.agreedLeads.filter { matches.shown[$0] != nil }
      figures.close(quarter)
    }
  }

  mutating func applyAndCount(_ event: SignalEvent) {
    guard case .recorded(let content, let at) = event, signals.row(content.id) == nil else { return apply(event) }
    apply(event)
    countSignal(content.id, at: at)
  }

  mutating func applyAndCount(_ event: MatchEvent) {
    switch event {
    case .worked(let id, _, let at):
      let before = matches.shown[id]?.work
      apply(event)
      countWork(id, before: before, at: at)
      countLead(id, at: at)
    case .viewReceived(let id, _, _, let at):
      apply(event)
      if let shown = matches.records[id]?.shown { countLead(shown, at: at) }
    default: apply(event)
    }
  }

  /// Counts a signal that was not known before.
  mutating func countSignal(_ id: String, at: Int) {
    guard let signal = signals.summary(id), let row = signals.row(id) else { return }
    let lines = FigureRow.lines(of: [signal])
    figures.count(.signals, for: lines, at: at)
    figures.note(
      organisation: signal.reporter.organisationId,
      .init(name: signal.reporter.organisation, sector: signal.reporter.sector))
    let youth = signals.youth(of: signals.rows[Int(row)]?.youth.elements ?? [])
    guard let key = youth.min() else { return }
    let within = WithinRegion(self).match(of: key, municipality: nil)
    if let within, within.signals.count == 2, within.signals.contains(where: { $0.id == id }) {
      figures.count(.matchesWithin, for: FigureRow.lines(of: within.signals), at: at)
    }
    let isMatched = youth.contains { identity in
      matches.byPerson[.init(kind: .youth, identity: identity)]?.contains { matches.shown[$0]?.isOpen == true } == true
    }
    figures.count(youth: key, hasMatch: isMatched || within != nil, for: lines, at: at)
    // The others on the youth have a match now, too, and so had the youth when their signals came.
    if within != nil { figures.noteMatch(youth: key, at: at) }
  }

  /// Counts the matches that were found since this change.
  mutating func countMatches(after change: Int) {
    guard matches.lastChange > change else { return }
    for found in matches.changes(after: change, limit: .max) where found.kind == .new {
      guard let match = matches.shown[found.match], match.isOpen else { continue }
      let at = match.detectedAt
      let own = MatchReader(self).signals(of: match)
      let lines = FigureRow.lines(of: own) + [.peer(match.peer)]
      figures.count(match.kind == .youth ? .youthMatches : .familyMatches, for: lines, at: at)
      if let latest = own.map(\.startedOn).max() {
        figures.note(\.daysToMatch, days: at / 86_400_000 - Int(latest.daysSince1970), for: lines, at: at)
      }
      guard match.kind == .youth, let key = signals.youth(of: Array(match.people)).min() else { continue }
      figures.noteMatch(youth: key, at: at)
    }
  }

  /// Counts what people said of a match for the first time; `before` is what was said until now.
  mutating func countWork(_ id: MatchId, before: MatchWork?, at: Int) {
    guard let match = matches.shown[id] else { return }
    let (old, new) = (before?.followUp, match.work.followUp)
    var counted: [Measure] = []
    if let new, new.state != old?.state || new.reason != old?.reason {
      switch (new.state, new.reason) {
      case (.contacted, _): counted.append(.contacted)
      case (.noneNeeded, .alreadyInContact?): counted.append(.alreadyInContact)
      case (.noneNeeded, .noConsent?): counted.append(.noConsent)
      case (.noneNeeded, .notReached?): counted.append(.notReached)
      case (.noneNeeded, _): counted.append(.notNeeded)
      case (.notified, _): break
      }
    }
    if match.work.handover?.state == .done, before?.handover?.state != .done { counted.append(.handovers) }
    guard !counted.isEmpty else { return }
    let lines = lines(of: match)
    for measure in counted { figures.count(measure, for: lines, at: at) }
    guard counted.contains(.contacted) else { return }
    figures.note(\.daysToContact, days: (at - match.detectedAt) / 86_400_000, for: lines, at: at)
  }

  /// Counts that both regions agree on who leads, once a match.
  mutating func countLead(_ id: MatchId, at: Int) {
    guard let match = matches.shown[id], let holder = match.work.coordination?.holder,
      !figures.agreedLeads.contains(id), MatchReader(self).sides(of: match).own.coordination?.state == .agreed
    else { return }
    figures.agreedLeads.insert(id)
    figures.count(holder == match.peer ? .leadThere : .leadHere, for: lines(of: match), at: at)
  }

  private func lines(of match: ShownMatch) -> [FigureRow] {
    FigureRow.lines(of: MatchReader(self).signals(of: match)) + [.peer(match.peer)]
  }
}

extension FigureRow {
  /// The municipalities, sectors and organisations of signals, each once; what a signal does not say has no line.
  static func lines(of signals: [SignalSummary]) -> [FigureRow] {
    var lines: Set<FigureRow> = []
    for signal in signals {
      if !signal.municipality.isEmpty { lines.insert(.municipality(signal.municipality)) }
      lines.insert(.sector(signal.reporter.sector))
      lines.insert(.organisation(signal.reporter.organisationId))
    }
    return lines.sorted { $0.text < $1.text }
  }

  /// A text that orders lines.
  private var text: String {
    switch self {
    case .region: "0"
    case .municipality(let code): "1" + code
    case .sector(let name): "2" + name
    case .organisation(let id): "3" + id
    case .peer(let region): "4" + region.text
    }
  }
}
