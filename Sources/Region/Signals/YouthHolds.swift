/// What holds back youths, by number and by the identities of the youths.
public struct YouthHolds: Sendable {
  private(set) var byNumber: [Int: YouthHold] = [:]
  /// The numbers of the holds on whoever has this identity.
  private(set) var byIdentity: [Pseudonym: [Int]] = [:]
  /// The number of the last hold that began.
  var last = 0

  /// The hold of that number, or nil where it ended.
  public subscript(number: Int) -> YouthHold? { byNumber[number] }

  /// True where nobody is held.
  var isEmpty: Bool { byNumber.isEmpty }

  /// Every hold, oldest first.
  var all: [YouthHold] { byNumber.values.sorted { $0.number < $1.number } }

  /// The numbers of the holds on a youth, by any of its identities.
  func numbers(on youth: some Sequence<Pseudonym>) -> Set<Int> { Set(youth.flatMap { byIdentity[$0] ?? [] }) }

  /// The holds of one kind on a youth, by any of its identities, oldest first.
  func of(_ kind: YouthHold.Kind, on youth: some Sequence<Pseudonym>) -> [YouthHold] {
    guard !byIdentity.isEmpty else { return [] }
    return numbers(on: youth).sorted().compactMap { byNumber[$0] }.filter { $0.kind == kind }
  }

  /// Stores a hold under its number, in place of what stood there.
  mutating func put(_ hold: YouthHold) {
    byNumber[hold.number] = hold
    for pseudonym in hold.youth where !(byIdentity[pseudonym] ?? []).contains(hold.number) {
      byIdentity[pseudonym, default: []].append(hold.number)
    }
  }

  mutating func remove(_ number: Int) -> YouthHold? {
    guard let hold = byNumber.removeValue(forKey: number) else { return nil }
    for pseudonym in hold.youth {
      byIdentity[pseudonym]?.removeAll { $0 == number }
      if byIdentity[pseudonym]?.isEmpty == true { byIdentity[pseudonym] = nil }
    }
    return hold
  }

  /// Notes when a signal on a held youth was last there.
  mutating func noteNamed(_ youth: [Pseudonym], on day: Int32) {
    for number in numbers(on: youth) {
      guard let known = byNumber[number]?.namedOn else { continue }
      byNumber[number]?.namedOn = max(known, day)
    }
  }

  /// The clock is trusted anew, and may stand before what was noted by it: no day of grace is lost or lasts for years.
  mutating func clamp(to day: Int32) {
    for var hold in all {
      for place in hold.reports.indices { hold.reports[place].on = min(hold.reports[place].on, day) }
      hold.namedOn = min(hold.namedOn, day)
      byNumber[hold.number] = hold
    }
  }
}
