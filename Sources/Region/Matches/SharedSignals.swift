public import PeerProtocol

import enum Cryptography.SubjectKind

/// The signals of this region that stand behind its matches with peers: what goes to the peer, and what families share.
public struct SharedSignals: Sendable {
  let signals: SignalsState
  let matches: MatchesState
  let agreements: AgreementsState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
    matches = region.matches
    agreements = region.agreements
  }
}

// MARK: - What peers may know

extension SharedSignals {
  /// The signals behind a youth's place in the feeds: active or left, and not withheld; sorted by id.
  public func feedSignals(ofYouth identities: [UInt32]) -> [SignalSummary] {
    signals.signals(naming: signals.youth(of: identities), kind: .youth)
      .filter { signals.isInFeed($0) }.compactMap { signals.summary(row: $0) }.sorted { $0.id < $1.id }
  }

  /// What peers may know of the involvement that a match is about (Schemas/peer-protocol.md, section 6).
  ///
  /// At most ``ProtocolLimits/involvements``, the latest first. `desk` stands in for signals shielded `desk`. Of a signal
  /// that is not released only the name of its youth match goes, so that both sides know what a family match adds.
  /// Under an agreement with `history` the months go in which involvements ended, and archived ones after the active.
  public func involvements(
    _ match: MatchRecord, desk: Contact, isReleased: (String) -> Bool, history: Bool
  ) -> [Involvement] {
    let visible: [(signal: SignalSummary, youthMatch: MatchId?)]
    switch match.key.kind {
    case .youth: visible = feedSignals(ofYouth: [match.identity]).map { ($0, nil) }
    case .guardian: visible = familySignals(ofGuardian: match.identity, match.key.agreement)
    }
    let latest = visible.filter { isReleased($0.signal.id) || $0.youthMatch != nil }
      .sorted { ($1.signal.startedOn, $0.signal.id) < ($0.signal.startedOn, $1.signal.id) }
    let archived = history ? archivedBeside(visible.map(\.signal.id)).filter { isReleased($0.signal.id) } : []
    // An archived signal stands in the youth match of the active one beside it.
    let names = Dictionary(visible.map { ($0.signal.id, $0.youthMatch) }, uniquingKeysWith: { first, _ in first })
    let all =
      latest.map { (signal: $0.signal, youthMatch: $0.youthMatch) }
      + archived.map { (signal: $0.signal, youthMatch: names[$0.beside] ?? nil) }
    return all.prefix(ProtocolLimits.involvements).map { item in
      var involvement =
        isReleased(item.signal.id)
        ? Self.involvement(item.signal, desk: desk, history: history) : Self.withheld(item.signal)
      involvement.youthMatch = item.youthMatch
      return involvement
    }
  }

  /// The archived signals on the youths of active ones, the latest first, each with one active signal on its youth.
  ///
  /// Only of youths who have an active signal: an archive is shown inside a match of active signals and nowhere else.
  func archivedBeside(_ ids: [String]) -> [(signal: SignalSummary, beside: String)] {
    var seen = Set<UInt32>()
    var found: [(signal: SignalSummary, beside: String)] = []
    for id in ids {
      guard let row = signals.row(id) else { continue }
      for other in signals.sameYouth(row) where seen.insert(other).inserted {
        guard let stored = signals.rows[Int(other)], signals.rules.permits(stored),
          let summary = signals.summary(row: other),
          summary.isArchived
        else { continue }
        found.append((summary, id))
      }
    }
    return found.sorted { ($1.signal.startedOn, $0.signal.id) < ($0.signal.startedOn, $1.signal.id) }
  }

  private static func involvement(_ signal: SignalSummary, desk: Contact, history: Bool) -> Involvement {
    let isDesk = signal.shielding == .desk
    let reporter = signal.reporter
    return Involvement(
      organisation: isDesk
        ? Involvement.Organisation(id: "coordination-desk", name: desk.name, sector: "coordination-desk")
        : Involvement.Organisation(id: reporter.organisationId, name: reporter.organisation, sector: reporter.sector),
      contact: isDesk ? desk : Contact(name: reporter.name, phone: reporter.phone, email: reporter.email),
      since: signal.startedOn.yearMonth, until: history ? signal.until : nil,
      involvement: signal.isIndirect ? .indirect : .direct, temporary: signal.isTemporary,
      left: signal.endReason == .movedAway ? signal.leftOn?.yearMonth : nil, youthMatch: nil)
  }

  /// An involvement of which nothing may be told yet but that there is a youth match.
  private static func withheld(_ signal: SignalSummary) -> Involvement {
    Involvement(
      organisation: Involvement.Organisation(id: "withheld", name: "withheld", sector: ""),
      contact: Contact(name: "", phone: "", email: ""), since: signal.startedOn.yearMonth, until: nil,
      involvement: .direct, temporary: false, left: nil, youthMatch: nil)
  }

  /// This region's own signals behind the members of a shown match: active or left, not withheld; sorted by id.
  public func signals(shownIn members: [MatchRecord]) -> [SignalSummary] {
    let youths = members.filter { $0.key.kind == .youth }.map(\.identity)
    let guardians = members.filter { $0.key.kind == .guardian }.map(\.identity)
    var found: [String: SignalSummary] = [:]
    for signal in feedSignals(ofYouth: youths) + guardians.flatMap({ feedSignals(ofGuardian: $0) }) {
      found[signal.id] = signal
    }
    return found.values.sorted { $0.id < $1.id }
  }
}

// MARK: - Families

extension SharedSignals {
  /// The name that both sides give the youth match of an own youth under an agreement: the smallest proven one.
  func youthMatch(ofYouth identities: [UInt32], _ agreement: AgreementId) -> MatchId? {
    let key = FeedKey(agreement: agreement, kind: .youth)
    return signals.youth(of: identities).compactMap { matches.match(of: $0, key) }
      .filter { matches.records[$0].map { $0.isProven && $0.isActive } ?? false }.min()
  }

  /// The signals of a guardian's youths that peers may know of, each with the youth match that it also stands in.
  func familySignals(
    ofGuardian identity: UInt32, _ agreement: AgreementId
  ) -> [(signal: SignalSummary, youthMatch: MatchId?)] {
    signals.signals(ofGuardian: identity).filter { signals.isInFeed($0) }.compactMap { row in
      guard let signal = signals.summary(row: row), let youth = signals.rows[Int(row)]?.youth.elements else {
        return nil
      }
      return (signal, youthMatch(ofYouth: youth, agreement))
    }
  }

  /// The signals that a family match shows: those of all the guardian's youths, sorted by id.
  public func feedSignals(ofGuardian identity: UInt32) -> [SignalSummary] {
    signals.signals(ofGuardian: identity).filter { signals.isInFeed($0) }.compactMap { signals.summary(row: $0) }
      .sorted { $0.id < $1.id }
  }

  /// False where both views name one and the same youth match throughout.
  func saysSomethingNew(_ record: MatchRecord) -> Bool {
    let ours = familySignals(ofGuardian: record.identity, record.key.agreement).map(\.youthMatch)
    let theirs = (record.view?.involvements ?? []).map(\.youthMatch)
    guard let first = ours.first, let name = first, !theirs.isEmpty else { return true }
    return !(ours + theirs).allSatisfy { $0 == name }
  }
}

// MARK: - Contact details that went out

extension SharedSignals {
  /// All identities of the youths whose professionals' contact details stand in our view; nil where it has none.
  func disclosedYouths(_ match: MatchRecord) -> [UInt32]? {
    guard match.isProven, match.isActive else { return nil }
    let rows =
      match.key.kind == .youth
      ? signals.signals(naming: signals.youth(of: [match.identity]), kind: .youth)
      : signals.signals(ofGuardian: match.identity)
    let disclosed = rows.filter { signals.isInFeed($0) && isReleased($0, in: match) }
    return disclosed.isEmpty
      ? nil : signals.youth(of: disclosed.flatMap { signals.rows[Int($0)]?.youth.elements ?? [] })
  }

  /// True where the agreement lets the contact details of the signal in `row` go to the peer of the match.
  private func isReleased(_ row: UInt32, in match: MatchRecord) -> Bool {
    if agreements.records[match.key.agreement]?.terms.contactRelease == .automatic { return true }
    guard let signal = signals.rows[Int(row)], let shown = match.shown.flatMap({ matches.shown[$0] }) else {
      return false
    }
    return shown.work.isReleasedThroughout || shown.work.released.contains(signal.id)
  }
}
