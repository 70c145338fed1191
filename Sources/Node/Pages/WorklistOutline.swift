import Engine
import Pages
import PeerProtocol
import Region

/// The whole worklist by family, as far as it is filtered, counted and divided into pages: the lines of a page are made after.
struct WorklistOutline {
  /// A line of the list.
  struct Line: Sendable {
    enum Subject: Sendable {
      case match(MatchBrief)
      case conflict([SignalSummary])
    }

    var subject: Subject
    /// The reader's municipality, where the certificate is of one.
    var municipality: String?

    /// The match; nil for signals that tell different birth dates.
    var matchId: MatchId? {
      guard case .match(let brief) = subject else { return nil }
      return brief.id
    }

    var municipalities: [String] {
      switch subject {
      case .match(let brief): brief.parties.compactMap { shows($0) ? $0.municipality : nil }
      case .conflict(let signals): signals.filter { !$0.isArchived }.map(\.municipality)
      }
    }

    var assignee: Colleague? {
      guard case .match(let brief) = subject else { return nil }
      return brief.assignee.map { Colleague(id: $0, name: $0) }
    }

    func hasParty(_ fits: (String, String?) -> Bool) -> Bool {
      switch subject {
      case .match(let brief): brief.parties.contains { shows($0) && fits($0.organisation, $0.sector) }
      case .conflict(let signals):
        signals.contains { !$0.isArchived && fits($0.reporter.organisation, $0.reporter.sector) }
      }
    }

    /// Of this region's own side a coordinator of one municipality sees that municipality's.
    private func shows(_ party: MatchBrief.Party) -> Bool {
      municipality == nil || party.municipality == nil || party.municipality == municipality
    }
  }

  /// The lines of one family, in the order of the list.
  struct Family: Sendable {
    var lines: [Line]

    /// The match through which the family is assigned.
    var matchId: MatchId? { lines.lazy.compactMap(\.matchId).first }

    /// What the address of a page has that goes on behind this family.
    var cursor: String? {
      switch lines.first?.subject {
      case .match(let brief): brief.id.base64URL
      case .conflict(let signals): signals.first.map { Self.signalMark + $0.id }
      case nil: nil
      }
    }

    private static let signalMark = "signal:"

    /// Tells the family of a cursor from others; nil where the text is none.
    static func test(of cursor: String) -> ((Family) -> Bool)? {
      if cursor.hasPrefix(signalMark) {
        let signal = cursor.dropFirst(signalMark.count)
        return { family in
          guard case .conflict(let signals) = family.lines.first?.subject else { return false }
          return signals.first.map { $0.id == signal } ?? false
        }
      }
      return MatchId(base64URL: cursor).map { id in { $0.lines.first?.matchId == id } }
    }
  }

  /// By when a line is overdue, in milliseconds since 1970: reckoned once for all lines.
  private struct Moment {
    var now: Int
    var startOfToday: Int

    init(_ now: Timestamp) {
      self.now = Int(now.seconds) * 1_000
      let today = LocalTime(now).day
      // Midnight here is two hours before that of UTC in summer, and one in winter.
      let summer = today.start.adding(seconds: -7_200)
      let start = LocalTime(summer).day == today ? summer : today.start.adding(seconds: -3_600)
      startOfToday = Int(start.seconds) * 1_000
    }

    func isOver(_ line: Line) -> Bool {
      guard case .match(let brief) = line.subject, let due = brief.due else { return false }
      return due < startOfToday || (brief.isContactAwaited && due < now)
    }
  }

  /// A line as the filters look at it.
  private struct DatedLine: WorklistFacts {
    var line: Line
    var moment: Moment

    var municipalities: [String] { line.municipalities }
    var assignee: Colleague? { line.assignee }
    func isOverdue(on today: CalendarDate) -> Bool { moment.isOver(line) }
    func hasParty(_ fits: (String, String?) -> Bool) -> Bool { line.hasParty(fits) }
  }

  private let plan: WorklistPlan
  private let conflicts: [Family]
  /// Whoever reads it, by the name in the certificate.
  private let reader: Colleague
  private let moment: Moment
  private let today: CalendarDate

  /// The list of a plan, and behind it the signals of each youth on whom they tell different birth dates.
  init(_ plan: WorklistPlan, conflicts: [[SignalSummary]], reader: String, now: Timestamp) {
    self.plan = plan
    self.conflicts = conflicts.map {
      Family(lines: [Line(subject: .conflict($0), municipality: plan.municipality)])
    }
    self.reader = Colleague(id: reader, name: reader)
    (moment, today) = (Moment(now), LocalTime(now).day)
  }

  /// The families that a filter keeps, in order.
  func families(_ filter: WorklistFilter) -> [Family] {
    let all = conflicts.isEmpty ? plan.families : plan.families + conflicts
    guard !filter.isEmpty else { return all }
    return all.filter { family in
      // Most families are left out by their day, for less than the whole filter costs.
      guard !filter.isOverdueOnly || isOverdue(family) else { return false }
      return filter.keeps(
        lines: family.lines.map { DatedLine(line: $0, moment: moment) }, reader: reader.id, today: today)
    }
  }

  /// Whether one of its lines is overdue.
  func isOverdue(_ family: Family) -> Bool { family.lines.contains { moment.isOver($0) } }

  /// To whom a family can be given by one choice: the reader, and whoever has one already.
  var colleagues: [Colleague] {
    [reader] + plan.assignees.subtracting([reader]).sorted { $0.name < $1.name }
  }

  /// What the filters offer: what occurs on the whole list.
  var offer: WorklistPage.Offer {
    guard !conflicts.isEmpty else { return plan.offer }
    var occurring = plan.occurring
    for line in conflicts.flatMap(\.lines) { occurring.note(line) }
    return occurring.offer
  }
}
