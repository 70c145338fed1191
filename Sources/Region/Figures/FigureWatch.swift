import PeerProtocol

import enum Cryptography.SubjectKind

/// What an event adds to the figures: it looks at the region before the event, and again after it.
///
/// It keeps facts and no part of the region, so that nothing is copied while the event is applied.
struct FigureWatch {
  private let change: Int
  /// The signal that was not known before.
  private var newSignal: (id: String, at: Int)?
  /// The match that people worked on, and what they had said of it until then.
  private var worked: (id: MatchId, before: MatchWork?, at: Int)?
  /// The match of the protocol of which the peer said something.
  private var heard: (id: MatchId, at: Int)?

  /// Before the event is applied.
  init(_ event: RegionEvent, before region: borrowing RegionState) {
    change = region.matches.lastChange
    switch event {
    case .signals(.recorded(let content, let at)) where region.signals.row(content.id) == nil:
      newSignal = (content.id, at)
    case .matches(.worked(let id, _, let at)): worked = (id, region.matches.shown[id]?.work, at)
    case .matches(.viewReceived(let id, _, _, let at)): heard = (id, at)
    default: break
    }
  }

  /// After it was applied: what is to be counted.
  func counts(after region: borrowing RegionState) -> [FigureCount] {
    // Most events count nothing, and need no reader.
    guard newSignal != nil || worked != nil || heard != nil || region.matches.lastChange > change else { return [] }
    let reader = FigureReader(region)
    var counts = newSignal.map { reader.counts(ofSignal: $0.id, at: $0.at) } ?? []
    if let worked { counts += reader.counts(ofWork: worked.id, before: worked.before, at: worked.at) }
    if let heard, let shown = region.matches.records[heard.id]?.shown {
      counts += reader.counts(ofLead: shown, at: heard.at)
    }
    return counts + reader.counts(ofMatchesSince: change)
  }
}

/// One thing to count.
enum FigureCount {
  /// A measure, for these lines and for the region as a whole.
  case measure(Measure, [FigureRow], at: Int)
  /// How long something took.
  case wait(WritableKeyPath<Tally, DayCounts>, days: Int, [FigureRow], at: Int)
  /// A youth on whom a signal was reported.
  case youth(UInt32, hasMatch: Bool, [FigureRow], at: Int)
  /// A youth who has a match.
  case match(youth: UInt32, at: Int)
  /// How an organisation is called.
  case organisation(String, FiguresState.Organisation)
  /// An organisation that reported a signal, shielded or not.
  case reported(String, at: Int)
  /// Both regions agree on who leads in this match.
  case lead(MatchId)
}

/// Reads what the figures count.
struct FigureReader {
  private let signals: SignalsState
  private let matches: MatchesState
  private let figures: FiguresState
  private let within: WithinRegion
  private let reader: MatchReader

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  init(_ region: borrowing RegionState) {
    signals = region.signals
    matches = region.matches
    figures = region.figures
    within = WithinRegion(region)
    reader = MatchReader(region)
  }

  /// A signal that was not known before.
  func counts(ofSignal id: String, at: Int) -> [FigureCount] {
    guard let signal = signals.summary(id), let row = signals.row(id) else { return [] }
    let lines = FigureRow.lines(of: [signal])
    let organisation = FiguresState.Organisation(name: signal.reporter.organisation, sector: signal.reporter.sector)
    var counts: [FigureCount] = [
      .measure(.signals, lines, at: at), .reported(signal.reporter.organisationId, at: at),
    ]
    if signal.shielding == .none { counts.append(.organisation(signal.reporter.organisationId, organisation)) }
    let youth = signals.youth(of: signals.rows[Int(row)]?.youth.elements ?? [])
    guard let key = youth.min() else { return counts }
    let shared = within.match(of: key, municipality: nil)?.signals ?? []
    if shared.count == 2, shared.contains(where: { $0.id == id }) {
      counts.append(.measure(.matchesWithin, FigureRow.lines(of: shared), at: at))
    }
    let isMatched = youth.contains { identity in
      matches.byPerson[.init(kind: .youth, identity: identity)]?.contains { matches.shown[$0]?.isOpen == true } == true
    }
    counts.append(.youth(key, hasMatch: isMatched || !shared.isEmpty, lines, at: at))
    return counts
  }

  /// The matches that were found since this change.
  func counts(ofMatchesSince change: Int) -> [FigureCount] {
    var counts: [FigureCount] = []
    for found in matches.changes(after: change, limit: MatchesState.changeLimit) where found.kind == .new {
      guard let match = matches.shown[found.match], match.isOpen else { continue }
      let at = match.detectedAt
      let own = reader.signals(of: match)
      let lines = FigureRow.lines(of: own) + [.peer(match.peer)]
      counts.append(.measure(match.kind == .youth ? .youthMatches : .familyMatches, lines, at: at))
      if let latest = own.map(\.startedOn).max() {
        counts.append(.wait(\.daysToMatch, days: at / 86_400_000 - Int(latest.daysSince1970), lines, at: at))
      }
      guard match.kind == .youth, let key = signals.youth(of: Array(match.people)).min() else { continue }
      counts.append(.match(youth: key, at: at))
    }
    return counts
  }

  /// What people said of a match for the first time; `before` is what was said until now.
  func counts(ofWork id: MatchId, before: MatchWork?, at: Int) -> [FigureCount] {
    guard let match = matches.shown[id] else { return [] }
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
    let lines = lines(of: match)
    var counts: [FigureCount] = counted.map { .measure($0, lines, at: at) }
    if counted.contains(.contacted) {
      counts.append(.wait(\.daysToContact, days: (at - match.detectedAt) / 86_400_000, lines, at: at))
    }
    return counts + self.counts(ofLead: id, at: at)
  }

  /// That both regions agree on who leads, once a match.
  func counts(ofLead id: MatchId, at: Int) -> [FigureCount] {
    guard let match = matches.shown[id], let holder = match.work.coordination?.holder,
      !figures.agreedLeads.contains(id), reader.sides(of: match).own.coordination?.state == .agreed
    else { return [] }
    return [.lead(id), .measure(holder == match.peer ? .leadThere : .leadHere, lines(of: match), at: at)]
  }

  /// The lines of each match that was found before a moment, is open, and has no word on contact.
  func linesOfSilentMatches(foundBefore moment: Int) -> [[FigureRow]] {
    matches.shown.values.filter { match in
      match.isOpen && match.detectedAt < moment && (match.work.followUp?.state ?? .notified) == .notified
    }.map(lines)
  }

  private func lines(of match: ShownMatch) -> [FigureRow] {
    FigureRow.lines(of: reader.signals(of: match)) + [.peer(match.peer)]
  }
}

extension FigureRow {
  /// The municipalities, sectors and organisations of signals, each once; what a signal does not say has no line, nor has
  /// an organisation that is shielded: anybody may read its name in a report.
  static func lines(of signals: [SignalSummary]) -> [FigureRow] {
    var lines: Set<FigureRow> = []
    for signal in signals {
      if !signal.municipality.isEmpty { lines.insert(.municipality(signal.municipality)) }
      lines.insert(.sector(signal.reporter.sector))
      if signal.shielding == .none { lines.insert(.organisation(signal.reporter.organisationId)) }
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
