public import PeerProtocol

extension SignalsState {
  /// The ids of all erased signals whose cause an earlier version did not keep, and that nobody lifted.
  var unknownMarks: [String] {
    erased.values.filter(\.isUnknown).map(\.signal.id).sorted()
  }

  mutating func lift(_ ids: [String]) {
    for id in ids {
      for source in erased[id]?.signal.sources ?? [] {
        marksBySource[source]?.removeAll { $0 == id }
        if marksBySource[source]?.isEmpty == true { marksBySource[source] = nil }
      }
      if erased[id]?.isUnknown == true { unknownMarkCount -= 1 }
      erased[id]?.signal.sources = []
      erased[id]?.isLifted = true
      lifts[id] = nil
    }
    if unknownMarkCount == 0 { lifts[""] = nil }
  }

  mutating func dateMarks(_ day: Int32) {
    for (id, mark) in erased where mark.needsDate(by: day) { erased[id]?.erasedOn = day }
  }
}

extension ErasureMark {
  /// True where its day of erasure is not known, or has not come yet by this region's clock.
  func needsDate(by day: Int32) -> Bool { erasedOn == SignalsState.noDate || erasedOn > day + 1 }
}

extension RetentionProfile {
  /// Months for which the mark of an erased signal is kept. A report that repeats what was erased then is older than its
  /// term and its time in the archive together, and is not stored for that alone.
  var markMonths: Int { termMonths + 12 * archiveYears + 1 }
}

extension RegionState {
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
    let ids = id.map { signals.erased[$0] == nil ? [] : [$0] } ?? signals.unknownMarks
    guard !ids.isEmpty else {
      throw .retention(.noMark)
    }
    if let id, signals.erased[id]?.isLifted == true { return (true, 1, []) }
    guard let first = signals.lifts[id ?? ""] else {
      guard signals.lifts.count < Self.waitingLifts else {
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
    let isUndated = signals.erased.values.contains { $0.needsDate(by: day) }
    let last = today.adding(months: -profile.markMonths).daysSince1970
    let over = signals.erased.values.lazy
      .filter { !$0.needsDate(by: day) && $0.erasedOn < last }.map(\.signal.id)
    let ids = Array(over.sorted().prefix(Self.forgottenMarks))
    return (isUndated ? [.signals(.marksDated(on: day, at: at))] : [])
      + (ids.isEmpty ? [] : [.signals(.marksForgotten(ids: ids, at: at))])
  }
}
