public import PeerProtocol

/// The shown matches in the order in which they were detected, so that a page of them is found without a look at all.
public struct ShownOrder: Sendable {
  /// The place of a shown match: when it was detected, and its id.
  public struct Key: Sendable, Hashable, Comparable {
    var detectedAt: Int
    /// The match in this place.
    public var id: MatchId

    /// By the moment, then by the id.
    public static func < (left: Key, right: Key) -> Bool {
      (left.detectedAt, left.id) < (right.detectedAt, right.id)
    }
  }

  private(set) var keys: [Key] = []

  /// The first place that is not before `key`.
  private func place(of key: Key) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func insert(_ match: ShownMatch) {
    let key = Key(detectedAt: match.detectedAt, id: match.id)
    keys.insert(key, at: place(of: key))
  }

  mutating func remove(_ match: ShownMatch) {
    let key = Key(detectedAt: match.detectedAt, id: match.id)
    let place = place(of: key)
    if place < keys.count, keys[place] == key { keys.remove(at: place) }
  }

  /// At most `limit` matches that follow `key`, oldest first; from the beginning where it is nil.
  public func page(after key: Key?, limit: Int) -> ArraySlice<Key> {
    var start = 0
    if let key {
      start = place(of: key)
      if start < keys.count, keys[start] == key { start += 1 }
    }
    return keys[start..<min(keys.count, start + limit)]
  }
}

extension MatchesState {
  /// Puts a shown match in place of any of the same name, among those that pages and counters find.
  mutating func put(_ match: ShownMatch) {
    drop(match.id)
    shown[match.id] = match
    touch(match.id)
    order.insert(match)
    setPeople(match.id, match.people)
    if match.isOpen { openCounts[match.peer, default: 0] += 1 }
  }

  /// Forgets a shown match.
  mutating func drop(_ id: MatchId) {
    guard let former = shown.removeValue(forKey: id) else { return }
    gone.append(id)
    noteChange()
    order.remove(former)
    for identity in former.people { unlink(identity, former) }
    if former.isOpen { openCounts[former.peer, default: 0] -= 1 }
  }

  /// Ends a shown match that rests on nothing any more.
  mutating func end(_ id: MatchId, at: Int) {
    guard let match = shown[id], match.isOpen else { return }
    openCounts[match.peer, default: 0] -= 1
    shown[id]?.members = []
    shown[id]?.work = MatchWork()
    shown[id]?.assignment = MatchAssignment()
    shown[id]?.endedAt = at
    note(id, .ended)
  }

  /// How many matches are open.
  public var openCount: Int { openCounts.values.reduce(0, +) }

  /// How many matches with a peer are open.
  public func openCount(_ peer: RegionName) -> Int { openCounts[peer] ?? 0 }

  /// What the order and the counters of shown matches lack, where they differ from the matches.
  var shownFaults: [String] {
    let counted = Dictionary(grouping: shown.values.filter(\.isOpen), by: \.peer).mapValues(\.count)
    let expected = shown.values.map { ShownOrder.Key(detectedAt: $0.detectedAt, id: $0.id) }.sorted()
    var people: [Person: Set<MatchId>] = [:]
    for match in shown.values {
      for identity in match.people {
        people[Person(kind: match.kind, identity: identity), default: []].insert(match.id)
      }
    }
    return (people == byPerson ? [] : ["whom matches are about FORGOTTEN"])
      + (openCounts.filter { $0.value != 0 } == counted ? [] : ["open matches FORGOTTEN"])
      + (order.keys == expected ? [] : ["the order of matches FORGOTTEN"])
  }
}
