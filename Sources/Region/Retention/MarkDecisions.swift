public import PeerProtocol

extension ErasureMark {
  /// True where its day of erasure is not known, or has not come yet by this region's clock.
  func needsDate(by day: Int32) -> Bool { erasedOn == SignalsState.noDate || erasedOn > day + 1 }
}

extension RetentionProfile {
  /// Months for which the mark of an erased signal is kept. A report that repeats what was erased then is older than its
  /// term and its time in the archive together, and is not stored for that alone.
  var markMonths: Int { termMonths + 12 * archiveYears + 1 }
}

/// What becomes of the marks of erased signals: people lift them, and time forgets them.
public struct MarkDecisions: Sendable {
  let signals: SignalsState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
  }
}

extension MarkDecisions {
  /// Marks that one event forgets at most.
  private static let forgottenMarks = 1_000
  /// Marks of single signals for which one person's word waits for a second at most.
  private static let waitingLifts = 1_000

  /// Decides on one person's wish to lift the mark of an erased signal, or with nil all marks of unknown cause. They are
  /// lifted on the word of a second: the index and a privacy officer decide together.
  ///
  /// - Throws: ``Refusal`` `not-found` where there is no such mark, `conflict` where it needs another person.
  public func decideLift(
    _ id: String?, by approval: Approval, at: Int
  ) throws(Refusal) -> (isLifted: Bool, marks: Int, events: [RegionEvent]) {
    let ids = id.map { signals.marks[$0] == nil ? [] : [$0] } ?? signals.marks.unknown
    guard !ids.isEmpty else {
      throw .retention(.noMark)
    }
    if let id, signals.marks[id]?.isLifted == true { return (true, 1, []) }
    guard let first = signals.marks.lifts[id ?? ""] else {
      guard signals.marks.lifts.count < Self.waitingLifts else {
        throw .retention(.tooManyLifts(Self.waitingLifts))
      }
      return (false, ids.count, [.signals(.liftApproved(id, approval))])
    }
    if first.isByHolder(of: approval) { return (false, ids.count, []) }
    guard Set([first.role, approval.role]) == ["index", "privacy-officer"] else {
      let awaited = first.role == "index" ? "privacy-officer" : "index"
      throw .retention(.secondLift(name: first.name, role: first.role, awaited: awaited))
    }
    return (true, ids.count, [.signals(.lifted(ids: ids, at: at))])
  }

  /// Decides on marks that are not dated, and on those that can no longer matter.
  public func decideMarkRetention(today: CalendarDate, profile: RetentionProfile, at: Int) -> [RegionEvent] {
    let day = today.daysSince1970
    let isUndated = signals.marks.byId.values.contains { $0.needsDate(by: day) }
    let last = today.adding(months: -profile.markMonths).daysSince1970
    let over = signals.marks.byId.values.lazy
      .filter { !$0.needsDate(by: day) && $0.erasedOn < last }.map(\.signal.id)
    let ids = Array(over.sorted().prefix(Self.forgottenMarks))
    return (isUndated ? [.signals(.marksDated(on: day, at: at))] : [])
      + (ids.isEmpty ? [] : [.signals(.marksForgotten(ids: ids, at: at))])
  }
}
