import PeerProtocol

import enum Cryptography.SubjectKind

/// What holds back youths: kept by their identities, with flags on the rows of signals that follow from it.
extension SignalsState {
  // MARK: - Looking

  /// Every hold, oldest first.
  public var allHolds: [YouthHold] { holds.all }

  /// The rows of all signals on a youth that is held, ascending.
  func rows(of hold: YouthHold) -> [UInt32] {
    let identities = hold.youth.compactMap { youths.reference(of: $0) }
    return signals(naming: youth(of: identities), kind: .youth)
  }

  /// The ids of all signals on a youth that is held, sorted.
  public func ids(of hold: YouthHold) -> [String] { rows(of: hold).compactMap { rows[Int($0)]?.id }.sorted() }

  /// Every identity that is known of a youth, the given ones first.
  func identities(ofYouth given: [Pseudonym]) -> [Pseudonym] {
    let known = youth(of: given.compactMap { youths.reference(of: $0) }).compactMap { youths.pseudonym($0) }
    return given + known.filter { !given.contains($0) }
  }

  // MARK: - Holds that begin and end

  mutating func begin(_ hold: YouthHold) -> SignalChange {
    var hold = hold
    // An earlier version wrote only the signal by which an objection was lodged.
    if hold.youth.isEmpty {
      guard let row = hold.signals.first.flatMap({ index[$0] }), let signal = rows[Int(row)] else {
        return SignalChange()
      }
      hold.youth = identities(ofYouth: signal.youth.elements.compactMap { youths.pseudonym($0) })
    }
    if var known = holds.of(hold.kind, on: hold.youth).first {
      known.merge(hold)
      hold = known
    } else {
      holds.last += 1
      hold.number = holds.last
    }
    hold.note(youth: [], signals: ids(of: hold))
    holds.put(hold)
    return review(rows(of: hold))
  }

  mutating func endHold(_ number: Int) -> SignalChange {
    guard let hold = holds.remove(number) else { return SignalChange() }
    return review(rows(of: hold))
  }

  /// Ends the objections against the youth of a signal, as an earlier version wrote it.
  mutating func endObjections(onYouthOf id: String) -> SignalChange {
    var change = SignalChange()
    guard let row = index[id] else { return change }
    for hold in holds.of(.objection, on: pseudonyms(ofYouthOf: row)) { change.formUnion(endHold(hold.number)) }
    return change
  }

  /// The person who decided takes it back, or another refuses: what else the hold stands on goes on.
  mutating func withdrawFirstDecision(of number: Int) -> SignalChange {
    guard var hold = holds[number] else { return SignalChange() }
    hold.firstWord = nil
    if hold.kind != .objection && hold.reports.isEmpty { return endHold(number) }
    holds.put(hold)
    return review(rows(of: hold))
  }

  /// What others' reports said is taken back: nobody's signal stands suspended or erased on it any more.
  mutating func correct(_ sources: [String]) -> SignalChange {
    var change = SignalChange()
    for hold in allHolds where hold.reports.contains(where: { sources.contains($0.signal) }) {
      var rest = hold
      rest.reports.removeAll { sources.contains($0.signal) }
      holds.put(rest)
      change.formUnion(
        rest.reports.isEmpty && rest.firstWord == nil ? endHold(hold.number) : review(rows(of: rest)))
    }
    for source in sources { marks.takeBack(source: source) }
    return change
  }

  // MARK: - What follows for rows

  func pseudonyms(ofYouthOf row: UInt32) -> [Pseudonym] {
    youth(of: rows[Int(row)]?.youth.elements ?? []).compactMap { youths.pseudonym($0) }
  }

  /// A signal was stored: what holds its youth takes in the identities that it links. An objection against the youth that
  /// it named `before` may have meant this one: each is then held by itself, and decided on by itself.
  mutating func extendHolds(_ row: UInt32, before: [Pseudonym], at day: Int32) -> SignalChange {
    guard !holds.isEmpty, let id = rows[Int(row)]?.id else { return SignalChange() }
    let youth = pseudonyms(ofYouthOf: row)
    let found = holds.numbers(on: youth)
    for number in found.sorted() {
      guard var hold = holds[number] else { continue }
      hold.note(youth: youth, signals: [id])
      hold.namedOn = max(hold.namedOn, day)
      holds.put(hold)
    }
    var change = found.isEmpty ? SignalChange() : review(sameYouth(row))
    let earlier = holds.of(.objection, on: before).filter { !found.contains($0.number) }
    if let since = earlier.map(\.since).min(), holds.of(.objection, on: youth).isEmpty {
      change.formUnion(begin(YouthHold(.objection, youth: youth, signals: [id], since: since)))
    }
    return change
  }

  /// Sets on rows what their youths' holds and birth dates say.
  mutating func review(_ numbers: some Sequence<UInt32>) -> SignalChange {
    var change = SignalChange()
    for number in numbers {
      guard let row = rows[Int(number)] else { continue }
      let pseudonyms = row.youth.elements.compactMap { youths.pseudonym($0) }
      let found = holds.numbers(on: pseudonyms).compactMap { holds[$0] }
      let day = found.filter { $0.kind == .objection }.map(\.since).min() ?? Self.noDate
      let suspension = found.reduce(row.suspension.subtracting(.ofYouth)) { $0.union($1.suspension) }
      guard day != row.objectedOn || suspension != row.suspension else { continue }
      change.noteBefore(self, row: number)
      objections += (day == Self.noDate ? 0 : 1) - (row.objectedOn == Self.noDate ? 0 : 1)
      rows[Int(number)]?.objectedOn = day
      rows[Int(number)]?.suspension = suspension
    }
    return change
  }

  // MARK: - Snapshots

  /// An earlier version kept objections on the signals alone.
  mutating func adoptObjections() {
    var seen = Set<UInt32>()
    for (number, row) in rows.enumerated() {
      guard let row, row.objectedOn != Self.noDate, seen.insert(UInt32(number)).inserted else { continue }
      seen.formUnion(sameYouth(UInt32(number)))
      _ = begin(
        YouthHold(.objection, youth: pseudonyms(ofYouthOf: UInt32(number)), signals: [row.id], since: row.objectedOn))
    }
  }
}
