public import PeerProtocol
public import Region

/// What holds back a youth until somebody decides, without identities.
public struct PendingDecision: Sendable, Equatable {
  /// How far it is.
  public enum Standing: String, Sendable {
    /// An objection that nobody decided on.
    case lodged
    /// A death that an organisation reported.
    case reported
    /// One person decided; a second has to.
    case awaitsSecondPerson = "awaits-second-person"
  }

  /// Such as `objection-3`; stands for a signal's id.
  public var id: String
  /// What it is about.
  public var kind: YouthHold.Kind
  /// How far it is.
  public var standing: Standing
  /// The day on which it began.
  public var since: CalendarDate
  /// The ids of the signals on the youth.
  public var signals: [String]
  /// The ids of signals on the youth that are gone.
  public var formerSignals: [String]
  /// The ids of the signals with which a death was reported.
  public var reportedBy: [String]
  /// The day on which the others' signals are erased where nobody corrects the report.
  public var erasesOn: CalendarDate?
  /// The first of the two people who decide.
  public var firstWord: Approval?

  init(_ hold: YouthHold, present: [String], graceDays: Int) {
    id = hold.id
    kind = hold.kind
    standing = hold.firstWord != nil ? .awaitsSecondPerson : hold.kind == .death ? .reported : .lodged
    since = CalendarDate(daysSince1970: Int(hold.since))
    signals = present
    formerSignals = hold.signals.filter { !present.contains($0) }
    reportedBy = hold.reports.map(\.signal)
    erasesOn = hold.reports.map(\.on).min().map { CalendarDate(daysSince1970: Int($0)).adding(days: graceDays) }
    firstWord = hold.firstWord
  }
}
