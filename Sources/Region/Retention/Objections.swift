public import PeerProtocol

import enum Cryptography.SubjectKind

/// What became of an objection against the exchange of a youth.
public enum ObjectionStep: String, Sendable, CaseIterable {
  /// It was made: the youth is in no feed until it is decided on.
  case lodged
  /// It was turned down: exchange is resumed.
  case rejected
  /// It was granted: everything on the youth is erased and never archived.
  case upheld

  /// The number in files of the node, from 1.
  var code: UInt8 {
    switch self {
    case .lodged: 1
    case .rejected: 2
    case .upheld: 3
    }
  }

  init?(code: UInt8) {
    guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = found
  }
}

extension RegionState {
  /// Decides on an objection; it concerns every signal on the youth of `id`. Nothing happens twice.
  ///
  /// - Throws: ``Problem`` `not-found` where the region has no such signal.
  public func decideObjection(
    _ step: ObjectionStep, on id: String, today: CalendarDate, at: Int
  ) throws(Problem) -> (events: [RegionEvent], signals: Int) {
    guard let row = signals.row(id), let signal = signals.rows[Int(row)] else {
      if step == .upheld, signals.erased[id] != nil { return ([], 0) }
      throw Problem(.notFound, "There is no signal with this id. List the ids with: samenloop signal list")
    }
    let remains = signals.remains(ofYouth: signal.youth.elements)
    switch step {
    case .upheld: return ([.signals(.erased(remains, reason: .objection, at: at))], remains.count)
    case .lodged:
      let isLodged = signal.objectedOn != SignalsState.noDate
      return (isLodged ? [] : [.signals(.objectionLodged(id, on: today.daysSince1970, at: at))], remains.count)
    case .rejected:
      let isLodged = signal.objectedOn != SignalsState.noDate
      return (isLodged ? [.signals(.objectionRejected(id, at: at))] : [], remains.count)
    }
  }
}

extension SignalsState {
  /// Every signal on the youth of the signal in `row`, that one included.
  func sameYouth(_ row: UInt32) -> [UInt32] {
    guard let signal = rows[Int(row)] else { return [] }
    return signals(naming: youth(of: signal.youth.elements), kind: .youth)
  }

  /// Suspends or resumes the exchange of a youth.
  mutating func setObjection(_ day: Int32, onYouthOf id: String) -> SignalChange {
    var change = SignalChange()
    guard let row = index[id] else { return change }
    change.noteBefore(self, row: row)
    for other in sameYouth(row) { setObjectedOn(day, other) }
    return change
  }

  /// An objection against one signal on a youth concerns all of them, also those that come later.
  mutating func spreadObjection(_ row: UInt32) {
    guard objections > 0 else { return }
    let youth = sameYouth(row)
    let days = youth.compactMap { rows[Int($0)]?.objectedOn }.filter { $0 != Self.noDate }
    guard let first = days.min(), days.count < youth.count else { return }
    for other in youth where rows[Int(other)]?.objectedOn == Self.noDate { setObjectedOn(first, other) }
  }

  private mutating func setObjectedOn(_ day: Int32, _ row: UInt32) {
    guard let old = rows[Int(row)]?.objectedOn, old != day else { return }
    objections += (day == Self.noDate ? 0 : 1) - (old == Self.noDate ? 0 : 1)
    rows[Int(row)]?.objectedOn = day
  }
}
