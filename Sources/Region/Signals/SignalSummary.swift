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
  /// Signals that no peer learns of before their organisation is registered.
  public var unregistered = 0
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
      withheld: counts.count(.withheld), unregistered: counts.count(.unregistered), inFeed: counts.count(.inFeed),
      youthsInFeed: counts.youthsInFeed)
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
