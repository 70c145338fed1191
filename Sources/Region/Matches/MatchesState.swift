public import PeerProtocol

public import enum Cryptography.SubjectKind

/// Every match, as the protocol names it and as users see it.
public struct MatchesState: Sendable {
  /// Matches of the protocol.
  public private(set) var records: [MatchId: MatchRecord] = [:]
  /// The matches that users see, ended ones included.
  public internal(set) var shown: [MatchId: ShownMatch] = [:]
  /// What happened to shown matches, in order.
  public internal(set) var changes: [MatchChange] = []
  /// The number of the newest change; 0 before the first.
  public internal(set) var lastChange = 0

  /// The highest revision of a view that a peer was ever sent. A match that ended and is found again begins above it: the
  /// peer may still hold a view of its former life.
  var highestRevision: [RegionName: Int] = [:]

  /// The shown matches in the order in which they were detected, and how many of each peer are open.
  public internal(set) var order = ShownOrder()
  var openCounts: [RegionName: Int] = [:]

  /// To whom contact details went.
  public internal(set) var disclosures = Disclosures()
  /// Disclosures that came in matches that ended, by peer and in the order of their ends.
  var endedDisclosures: [RegionName: [DisclosureId]] = [:]
  /// Shown matches by whom they are or were about; derived.
  var byPerson: [Person: Set<MatchId>] = [:]

  /// The number of the newest change after which people may see something else of a match, and of the newest after which that
  /// holds for every match; not stored.
  private(set) var (stamp, stampOfAll) = (0, 0)

  private var byIdentity: [FeedKey: [UInt32: MatchId]] = [:]
  private var open: [OpenKey: Set<MatchId>] = [:]

  /// Matches that went while an event was applied: what is known of them besides goes with them.
  var gone: [MatchId] = []

  /// No matches yet.
  public init() {}

  /// At most this many changes are kept for followers; older ones are read from the list of matches.
  public static let changeLimit = 200_000

  /// What a match that is not settled is found by.
  private struct OpenKey: Hashable {
    var peer: RegionName
    var kind: FeedKind
    var isPeersTurn: Bool

    init(_ peer: RegionName, _ kind: FeedKind, isPeersTurn: Bool) {
      self.peer = peer
      self.kind = kind
      self.isPeersTurn = isPeersTurn
    }
  }

  /// Matches with `peer` for which something is to be sent, or those of them that the peer is expected to begin.
  public func unsettled(_ peer: RegionName, _ kind: FeedKind, isPeersTurn: Bool) -> Set<MatchId> {
    open[OpenKey(peer, kind, isPeersTurn: isPeersTurn)] ?? []
  }

  /// How many matches with `peer` are not settled.
  public func unsettledCount(_ peer: RegionName) -> Int {
    FeedKind.allCases.reduce(0) { sum, kind in
      sum + unsettled(peer, kind, isPeersTurn: false).count + unsettled(peer, kind, isPeersTurn: true).count
    }
  }

  /// The match of an identity under one feed.
  public func match(of identity: UInt32, _ key: FeedKey) -> MatchId? { byIdentity[key]?[identity] }

  // The numbers of changes are cursors that outlive the process: everything that notes changes goes in a fixed order.

  /// Every match of an identity, sorted.
  func matches(of identity: UInt32, kind: FeedKind) -> [MatchId] {
    byIdentity.compactMap { $0.key.kind == kind ? $0.value[identity] : nil }.sorted()
  }

  func matches(_ agreement: AgreementId) -> [MatchId] {
    byIdentity.filter { $0.key.agreement == agreement }.flatMap(\.value.values).sorted()
  }

  mutating func store(_ record: MatchRecord) {
    records[record.id] = record
    if let shown = record.shown { touch(shown) }
    if record.revision > highestRevision[record.peer] ?? 0 { highestRevision[record.peer] = record.revision }
    byIdentity[record.key, default: [:]][record.identity] = record.id
    for isPeersTurn in [false, true] {
      let key = OpenKey(record.peer, record.key.kind, isPeersTurn: isPeersTurn)
      if record.isUnsettled && record.isPeersTurn == isPeersTurn {
        open[key, default: []].insert(record.id)
      } else {
        open[key]?.remove(record.id)
      }
    }
  }

  mutating func update(_ id: MatchId, _ change: (inout MatchRecord) -> Void) {
    guard var record = records[id] else { return }
    change(&record)
    store(record)
  }

  /// Erases a match of the protocol with the peer's view; the shown match ends with its last member.
  mutating func remove(_ id: MatchId, at: Int) {
    guard let record = records.removeValue(forKey: id) else { return }
    gone.append(id)
    keepDisclosures(of: record)
    if byIdentity[record.key]?[record.identity] == id { byIdentity[record.key]?[record.identity] = nil }
    for isPeersTurn in [false, true] {
      open[OpenKey(record.peer, record.key.kind, isPeersTurn: isPeersTurn)]?.remove(id)
    }
    if let shownId = record.shown { leave(shownId, id, at: at) }
  }

  /// Takes a match out of the shown one, which ends when nothing is left.
  mutating func leave(_ shownId: MatchId, _ id: MatchId, at: Int) {
    guard var match = shown[shownId], match.members.remove(id) != nil else { return }
    guard !match.members.isEmpty else { return end(shownId, at: at) }
    shown[shownId] = match
    note(shownId, .changed)
  }

  /// Shows a proven match: within the shown match of the same person and peer, or as a new one.
  ///
  /// `group` are the identities of that person: all of a youth, the one of a guardian.
  mutating func show(_ id: MatchId, group: [UInt32], at: Int) {
    guard var record = records[id], record.isProven, record.isActive, record.shown == nil else { return }
    let siblings = group.flatMap { matches(of: $0, kind: record.key.kind) }.compactMap { records[$0] }
      .filter { $0.peer == record.peer }.compactMap(\.shown).compactMap { shown[$0] }
    if var match = siblings.min(by: { ($0.detectedAt, $0.id) < ($1.detectedAt, $1.id) }) {
      match.members.insert(id)
      shown[match.id] = match
      setPeople(match.id, match.people.union([record.identity]))
      record.shown = match.id
      note(match.id, .changed)
    } else {
      let name = freeName(id)
      var match = ShownMatch(
        id: name, kind: record.key.kind, peer: record.peer, members: [id], detectedAt: at)
      match.people = [record.identity]
      put(match)
      record.shown = name
      note(name, .new)
    }
    store(record)
  }

  /// A name for a shown match: that of its first member, or the next one that no open match has.
  private func freeName(_ id: MatchId) -> MatchId {
    var name = id
    while shown[name]?.isOpen == true {
      var bytes = name.bytes
      bytes[bytes.count - 1] &+= 1
      guard let next = MatchId(bytes) else { return name }
      name = next
    }
    return name
  }

  /// Parts shown matches that turn out to be about several youths; the youth of the first member keeps the match.
  mutating func split(youths: [[UInt32]], kind: FeedKind) {
    var group: [MatchId: Int] = [:]
    for (number, youth) in youths.enumerated() {
      for identity in youth {
        for id in matches(of: identity, kind: kind) where records[id]?.shown != nil { group[id] = number }
      }
    }
    for shownId in Set(group.keys.compactMap { records[$0]?.shown }).sorted() {
      guard let match = shown[shownId] else { continue }
      let parts = Dictionary(grouping: match.members.sorted()) { group[$0] ?? -1 }
      guard parts.count > 1 else { continue }
      let keeper = (match.members.contains(shownId) ? shownId : match.members.min()).flatMap { group[$0] } ?? -1
      func people(_ members: [MatchId]) -> Set<UInt32> { Set(members.compactMap { records[$0]?.identity }) }
      shown[shownId]?.members = Set(parts[keeper] ?? [])
      setPeople(shownId, people(parts[keeper] ?? []))
      note(shownId, .changed)
      for (part, members) in parts.sorted(by: { $0.key < $1.key }) where part != keeper {
        guard let first = members.first else { continue }
        let name = freeName(first)
        var part = ShownMatch(
          id: name, kind: kind, peer: match.peer, members: Set(members), detectedAt: match.detectedAt)
        part.people = people(members)
        put(part)
        for member in members { update(member) { $0.shown = name } }
        note(name, .new)
      }
    }
  }

  /// Joins shown matches with one peer that turn out to be about one youth; the oldest stays.
  mutating func merge(youth: [UInt32], kind: FeedKind, at: Int) {
    guard youth.count > 1 else { return }
    let members = youth.flatMap { matches(of: $0, kind: kind) }.compactMap { records[$0] }
    for (_, group) in Dictionary(grouping: members, by: \.peer).sorted(by: { $0.key < $1.key }) {
      let open = Set(group.compactMap(\.shown)).compactMap { shown[$0] }
        .sorted { ($0.detectedAt, $0.id) < ($1.detectedAt, $1.id) }
      guard let oldest = open.first, open.count > 1 else { continue }
      for other in open.dropFirst() {
        for member in other.members {
          update(member) { $0.shown = oldest.id }
          shown[oldest.id]?.members.insert(member)
        }
        shown[oldest.id]?.work.join(other.work)
        shown[oldest.id]?.assignment.join(other.assignment)
        setPeople(oldest.id, (shown[oldest.id]?.people ?? []).union(other.people))
        end(other.id, at: at)
      }
      note(oldest.id, .changed)
    }
  }

  mutating func note(_ id: MatchId, _ kind: MatchChange.Kind) {
    touch(id)
    lastChange += 1
    changes.append(MatchChange(sequence: lastChange, match: id, kind: kind))
    if changes.count > Self.changeLimit + Self.changeLimit / 8 { changes.removeFirst(changes.count - Self.changeLimit) }
  }
}

extension MatchesState {
  /// Notes that people may see something else of a shown match, so that nobody goes on with what was made of it before.
  mutating func touch(_ id: MatchId) {
    stamp += 1
    shown[id]?.stamp = stamp
  }

  /// Notes that the list of matches is another one.
  mutating func noteChange() { stamp += 1 }

  /// The same of every match.
  mutating func touchAll() {
    stamp += 1
    stampOfAll = stamp
  }

  /// The changes that follow `sequence`, at most `limit`, in order.
  public func changes(after sequence: Int, limit: Int) -> ArraySlice<MatchChange> {
    guard let first = changes.first?.sequence else { return [] }
    let start = max(0, sequence + 1 - first)
    guard start < changes.count else { return [] }
    return changes[start..<min(changes.count, start + limit)]
  }
}
