public import PeerProtocol

public import enum Cryptography.SubjectKind

/// To which regions contact details of a youth's professionals went, and when: kept as long as the youth's data. And how many
/// views with contact details went to each region in each month: kept as long as the audit log.
public struct Disclosures: Sendable {
  /// For how many months the sums are kept.
  public static let months = 60

  /// The first and the last day on which a region was told.
  public struct Days: Sendable, Equatable {
    /// Days since 1970.
    public var first: Int32
    /// Days since 1970.
    public var last: Int32
  }

  /// What a sum is of.
  public struct Key: Sendable, Hashable, Comparable {
    /// The month, in UTC.
    public var month: YearMonth
    /// The region that was told.
    public var peer: RegionName
    /// What the match was about.
    public var kind: FeedKind

    /// By month, then by region.
    public static func < (left: Key, right: Key) -> Bool {
      (left.month, left.peer, left.kind.rawValue) < (right.month, right.peer, right.kind.rawValue)
    }
  }

  /// By the youth's row.
  private(set) var recipients: [UInt32: [RegionName: Days]] = [:]
  /// Views that were disclosed.
  public private(set) var sums: [Key: Int] = [:]

  /// Takes note that a view on these youths went to `peer`; `at` is milliseconds since 1970.
  mutating func note(_ youths: [UInt32], to peer: RegionName, _ kind: FeedKind, at: Int) {
    let day = Int32(clamping: at / 86_400_000)
    for youth in youths { extend(youth, peer, Days(first: day, last: day)) }
    sums[Key(month: CalendarDate(daysSince1970: Int(day)).yearMonth, peer: peer, kind: kind), default: 0] += 1
  }

  /// Lets days count for a youth beside those that are known.
  mutating func extend(_ youth: UInt32, _ peer: RegionName, _ days: Days) {
    let known = recipients[youth]?[peer] ?? days
    recipients[youth, default: [:]][peer] = Days(first: min(known.first, days.first), last: max(known.last, days.last))
  }

  /// The youth's data is gone.
  mutating func forget(_ youth: UInt32) { recipients[youth] = nil }

  /// Drops the sums of the months before.
  mutating func forgetSums(before month: YearMonth) { sums = sums.filter { $0.key.month >= month } }

  mutating func restore(_ key: Key, _ count: Int) { sums[key] = count }
}

extension MatchesState {
  /// To which regions contact details of the signal's youth went, and the first and last day; sorted by region.
  public func recipients(ofYouthOf id: String, _ signals: SignalsState) -> [(peer: RegionName, days: Disclosures.Days)]
  {
    guard let row = signals.row(id), let signal = signals.rows[Int(row)] else { return [] }
    var found = Disclosures()
    for identity in signals.youth(of: signal.youth.elements) {
      for (peer, days) in disclosures.recipients[identity] ?? [:] { found.extend(0, peer, days) }
    }
    return (found.recipients[0] ?? [:]).map { (peer: $0.key, days: $0.value) }.sorted { $0.peer < $1.peer }
  }
}

extension RegionState {
  /// Takes note that the peer holds a view of ours in which contact details are.
  mutating func noteDisclosure(_ match: MatchRecord, at: Int) {
    guard let youths = SharedSignals(self).disclosedYouths(match) else { return }
    matches.disclosures.note(youths, to: match.peer, match.key.kind, at: at)
  }

  /// What a snapshot of format 1 does not say: whom ended matches were about, and that views went to peers.
  mutating func deriveDisclosures() {
    for match in matches.shown.values where match.isOpen {
      let members = match.members.compactMap { matches.records[$0] }
      matches.setPeople(match.id, Set(members.map(\.identity)))
      for record in members where record.seenByPeer > 0 {
        let days = Disclosures.Days(
          first: Int32(clamping: match.detectedAt / 86_400_000), last: Int32(clamping: record.revision / 86_400_000))
        let youths = SharedSignals(self).disclosedYouths(record) ?? []
        for youth in youths { matches.disclosures.extend(youth, record.peer, days) }
      }
    }
  }
}
