import PeerProtocol

import enum Cryptography.SubjectKind

// Ended matches leave after a time, and at once where a youth was erased by an objection.

extension MatchesState {
  /// For how long an ended match is kept, in milliseconds: 400 days.
  public static let endedMilliseconds = 400 * 86_400_000

  /// Whom a shown match is or was about.
  struct Person: Sendable, Hashable {
    var kind: FeedKind
    var identity: UInt32
  }

  /// Notes whom a shown match is about, members that left it included.
  mutating func setPeople(_ id: MatchId, _ people: Set<UInt32>) {
    guard let match = shown[id] else { return }
    for identity in match.people.subtracting(people) { unlink(identity, match) }
    for identity in people { byPerson[Person(kind: match.kind, identity: identity), default: []].insert(id) }
    shown[id]?.people = people
  }

  mutating func unlink(_ identity: UInt32, _ match: ShownMatch) {
    let person = Person(kind: match.kind, identity: identity)
    byPerson[person]?.remove(match.id)
    if byPerson[person]?.isEmpty == true { byPerson[person] = nil }
  }

  /// Erases everything on an identity that no signal names any more; `leavesNothing`: ended matches go with it.
  mutating func erase(_ identity: UInt32, kind: FeedKind, leavesNothing: Bool, at: Int) {
    for id in matches(of: identity, kind: kind) { remove(id, at: at) }
    for id in (byPerson[Person(kind: kind, identity: identity)] ?? []).sorted() {
      guard let match = shown[id] else { continue }
      if leavesNothing && !match.isOpen {
        drop(id)
      } else {
        setPeople(id, match.people.subtracting([identity]))
      }
    }
    if kind == .youth { disclosures.forget(identity) }
  }
}

/// What a look at a page of matches found.
public struct ForgettingStep: Sendable {
  /// What is to be forgotten; none where there is nothing.
  public var events: [RegionEvent]
  /// After which match the next page begins; nil after the last one.
  public var next: ShownOrder.Key?
}

extension MatchesState {
  /// Finds ended matches that were kept long enough among the `limit` that follow `key`, and sums of months that were.
  ///
  /// `at` is milliseconds since 1970 on a clock that is trusted: nothing of this can be taken back.
  public func decideForgetting(after key: ShownOrder.Key?, limit: Int, at: Int) -> ForgettingStep {
    let page = order.page(after: key, limit: limit)
    let ended = page.map(\.id).filter { id in
      shown[id].map { !$0.isOpen && at - $0.endedAt >= Self.endedMilliseconds } ?? false
    }
    let month = CalendarDate(daysSince1970: at / 86_400_000).yearMonth
    let first = YearMonth(months: Int(month.months) - Disclosures.months)
    let hasSums = key == nil && disclosures.sums.keys.contains { $0.month < first }
    return ForgettingStep(
      events: ended.isEmpty && !hasSums ? [] : [.matches(.forgotten(ended, sumsBefore: first))], next: page.last)
  }
}
