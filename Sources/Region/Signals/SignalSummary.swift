public import PeerProtocol

import enum Cryptography.SubjectKind

/// One stored signal as people may see it: without any identity.
public struct SignalSummary: Sendable {
  /// The id that the region's index gave.
  public var id: String
  /// Organisation and professional.
  public var reporter: Reporter
  /// The municipality's code, or empty.
  public var municipality: String
  /// Who may see what.
  public var shielding: Shielding
  /// True where the professional is involved through a parent.
  public var isIndirect: Bool
  /// True for a temporary involvement.
  public var isTemporary: Bool
  /// The day on which the involvement began.
  public var startedOn: CalendarDate
  /// The first day on which the signal is no longer active, by its term.
  public var termEndsOn: CalendarDate
  /// The day on which it ended, where it did.
  public var endedOn: CalendarDate?
  /// Why it ended, where it did.
  public var endReason: EndReason?
  /// The day on which the family left, where it did.
  public var leftOn: CalendarDate?
  /// The day on which an objection was lodged that is not decided on.
  public var objectedOn: CalendarDate?
  /// The day on which the family was informed, where known.
  public var informedOn: CalendarDate?
  /// What the family said, or empty.
  public var consent: String
  /// Why it is suspended; empty where it is not.
  public var suspension: SignalSuspension
  /// True where another signal on the youth tells another birth date.
  public var hasDateConflict: Bool
  /// True where peers may learn of it: active or left, not withheld, and nothing suspends its exchange.
  public var isInFeed: Bool

  /// True once it ended and is no longer findable.
  public var isArchived: Bool { endReason != nil && endReason != .movedAway }

  /// The month in which the involvement ended, where it did.
  public var until: YearMonth? { (leftOn ?? endedOn)?.yearMonth }

  /// How far it is.
  public var status: SignalStatus {
    switch endReason {
    case nil: .active
    case .movedAway: .left
    default: .archived
    }
  }
}

/// How many signals there are, and how many ask for somebody's attention.
public struct SignalFigures: Sendable {
  /// Findable signals without the date on which the family was informed.
  public var notInformed = 0
  /// Signals under an objection that is not decided on.
  public var objectedTo = 0
  /// Signals that are active,
  public var active = 0
  /// whose family left,
  public var left = 0
  /// and that ended otherwise.
  public var archived = 0
  /// Signals for which the coordination desk stands in,
  public var desk = 0
  /// and that nobody else is shown.
  public var withheld = 0
  /// Signals that peers may learn of,
  public var inFeed = 0
  /// and the youths on whom they are, as far as the region itself does not leave.
  public var youthsInFeed = 0
}

extension SignalsState {
  /// How many signals there are of each kind.
  public var figures: SignalFigures {
    SignalFigures(
      notInformed: counts.count(.notInformed), objectedTo: objections, active: counts.count(.active),
      left: counts.count(.left), archived: counts.count(.archived), desk: counts.count(.desk),
      withheld: counts.count(.withheld), inFeed: counts.count(.inFeed), youthsInFeed: counts.youthsInFeed)
  }

  /// Every signal's id, sorted.
  public var ids: [String] { unsortedIds.sorted() }

  /// Every signal's id, in no order.
  public var unsortedIds: [String] { Array(index.keys) }

  /// The signal `id`, or nil where there is none.
  public func summary(_ id: String) -> SignalSummary? { index[id].flatMap { summary(row: $0) } }

  func summary(row number: UInt32) -> SignalSummary? {
    guard let row = rows[Int(number)] else { return nil }
    func date(_ days: Int32) -> CalendarDate? { days == Self.noDate ? nil : CalendarDate(daysSince1970: Int(days)) }
    return SignalSummary(
      id: row.id, reporter: texts.reporter(row.reporter),
      municipality: MunicipalityCode.normalised(texts[row.municipality] ?? ""),
      shielding: row.shielding, isIndirect: row.isIndirect, isTemporary: row.isTemporary,
      startedOn: CalendarDate(daysSince1970: Int(row.startedOn)),
      termEndsOn: CalendarDate(daysSince1970: Int(row.termEndsOn)), endedOn: date(row.endedOn),
      endReason: EndReason(rawValue: row.endReason), leftOn: date(row.leftOn),
      objectedOn: date(row.objectedOn), informedOn: date(row.informedOn),
      consent: Int(row.consent) < Self.consents.count ? Self.consents[Int(row.consent)] : "",
      suspension: row.suspension, hasDateConflict: row.hasDateConflict, isInFeed: isInFeed(number))
  }
}

extension RegionState {
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
        guard let stored = signals.rows[Int(other)], signals.isExchanged(stored),
          let summary = signals.summary(row: other),
          summary.isArchived
        else { continue }
        found.append((summary, id))
      }
    }
    return found.sorted { ($1.signal.startedOn, $0.signal.id) < ($0.signal.startedOn, $1.signal.id) }
  }

  /// The archived signals of this region on the youths of a shown match; sorted with the latest first.
  public func archive(of match: ShownMatch) -> [SignalSummary] {
    guard match.isOpen else { return [] }
    return archivedBeside(signals(shownIn: match.members.compactMap { matches.records[$0] }).map(\.id)).map(\.signal)
  }

  /// The archived signals of this region on the youth of a match within it; sorted with the latest first.
  public func archive(of match: WithinMatch) -> [SignalSummary] {
    archivedBeside(match.signals.map(\.id)).map(\.signal)
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
}
