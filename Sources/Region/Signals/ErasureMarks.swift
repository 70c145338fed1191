/// The marks of erased signals, and who wants which of them lifted.
public struct ErasureMarks: Sendable {
  /// Marks by the signal's id.
  public private(set) var byId: [String: ErasureMark] = [:]
  /// How many marks there are of unknown cause that nobody lifted.
  public private(set) var unknownCount = 0
  /// Signals that were erased on the word of others, by the id of whose word it was.
  private(set) var bySource: [String: [String]] = [:]
  /// Who wants a mark lifted, by the signal's id; all marks of unknown cause under the empty id.
  public internal(set) var lifts: [String: Approval] = [:]

  /// The mark of the erased signal `id`, or nil where none is kept.
  public subscript(id: String) -> ErasureMark? { byId[id] }

  /// The ids of all erased signals whose cause an earlier version did not keep, and that nobody lifted.
  var unknown: [String] { byId.values.filter(\.isUnknown).map(\.signal.id).sorted() }

  /// True where a signal stays erased on the word of another, which a later row of the same file may correct.
  public func awaitsCorrection(_ id: String, _ outcome: SignalOutcome) -> Bool {
    guard case .keptErased = outcome else { return false }
    return byId[id]?.signal.sources.isEmpty == false
  }

  mutating func put(_ mark: ErasureMark) {
    byId[mark.signal.id] = mark
    if mark.isUnknown { unknownCount += 1 }
    for source in mark.signal.sources { bySource[source, default: []].append(mark.signal.id) }
  }

  /// Forgets that a signal was erased.
  mutating func forget(_ id: String) {
    guard let mark = byId.removeValue(forKey: id) else { return }
    lifts[id] = nil
    if mark.isUnknown { unknownCount -= 1 }
    for source in mark.signal.sources { unlink(id, from: source) }
  }

  /// Lets the next report of these signals restore them.
  mutating func lift(_ ids: [String]) {
    for id in ids {
      for source in byId[id]?.signal.sources ?? [] { unlink(id, from: source) }
      if byId[id]?.isUnknown == true { unknownCount -= 1 }
      byId[id]?.signal.sources = []
      byId[id]?.isLifted = true
      lifts[id] = nil
    }
    if unknownCount == 0 { lifts[""] = nil }
  }

  /// Takes back the word of a signal: nothing stays erased on it alone.
  mutating func takeBack(source: String) {
    for id in bySource.removeValue(forKey: source) ?? [] {
      byId[id]?.signal.sources.removeAll { $0 == source }
      if byId[id]?.signal.sources.isEmpty == true { byId[id]?.isLifted = true }
    }
  }

  /// Dates the marks that have no day of erasure, or one that is still to come.
  mutating func date(_ day: Int32) {
    for (id, mark) in byId where mark.needsDate(by: day) { byId[id]?.erasedOn = day }
  }

  private mutating func unlink(_ id: String, from source: String) {
    bySource[source]?.removeAll { $0 == id }
    if bySource[source]?.isEmpty == true { bySource[source] = nil }
  }
}
