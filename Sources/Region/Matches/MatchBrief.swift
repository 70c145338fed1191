public import PeerProtocol

import enum Cryptography.SubjectKind

/// What the worklist needs of every open match to filter, group and count its lines. It is small, and made once for each
/// change of the match: the full line is made for the few that a page shows.
public struct MatchBrief: Sendable, Equatable {
  /// An organisation that is involved.
  public struct Party: Sendable, Hashable {
    /// Its name.
    public var organisation: String
    /// Its sector.
    public var sector: String
    /// Of an own signal: the municipality's code, or empty. Nil on the other side.
    public var municipality: String?
  }

  /// A person by whom matches of one family are joined: a guardian, or the youth itself by its first identity.
  public struct FamilyKey: Sendable, Hashable {
    var kind: FeedKind
    var identity: UInt32
  }

  /// The match.
  public var id: MatchId
  /// Who is involved: this region's signals that peers may find, and whom the other region named.
  public var parties: [Party]
  /// Whether something has to be done with it, whatever the day and releases.
  public var isAsking: Bool
  /// Whether the professionals still have to speak: it is overdue once ``due`` is over.
  public var isContactAwaited: Bool
  /// By when they should have spoken, in milliseconds since 1970; nil where no agreement says.
  public var due: Int?
  /// The municipalities in which contact details wait for a release.
  public var releasing: Set<String>
  /// To whom it was assigned.
  public var assignee: String?
  /// The guardians of its family, and its youth.
  public var family: Set<FamilyKey>

  /// What comes first on the list has the lowest: by when the professionals should speak; the highest where they spoke, or no
  /// agreement says when.
  var urgency: Int { isContactAwaited ? due ?? .max : .max }

  /// Why it stands on the list does not matter here, but whether it does: for all municipalities, or for one.
  public func isListed(in municipality: String?) -> Bool {
    guard let municipality else { return isAsking || !releasing.isEmpty }
    return parties.contains { $0.municipality == municipality } && (isAsking || releasing.contains(municipality))
  }
}

extension MatchReader {
  /// What the worklist needs to know of an open match before it is shown.
  public func brief(_ match: ShownMatch) -> MatchBrief {
    let records = records(of: match)
    let own = shared.signals(shownIn: records)
    let sides = sides(of: match, records, own)
    var parties = own.map {
      MatchBrief.Party(
        organisation: $0.reporter.organisation, sector: $0.reporter.sector, municipality: $0.municipality)
    }
    for one in records.flatMap({ $0.view?.involvements ?? [] }) {
      let party = MatchBrief.Party(organisation: one.organisation.name, sector: one.organisation.sector)
      if !parties.contains(party) { parties.append(party) }
    }
    var family = Set<MatchBrief.FamilyKey>()
    for record in records {
      guard record.key.kind == .youth else {
        family.insert(.init(kind: .guardian, identity: record.identity))
        continue
      }
      let youth = signals.youth(of: [record.identity])
      if let first = youth.min() { family.insert(.init(kind: .youth, identity: first)) }
      for guardian in signals.guardians(ofYouth: youth) { family.insert(.init(kind: .guardian, identity: guardian)) }
    }
    return MatchBrief(
      id: match.id, parties: parties, isAsking: !steps(match, sides).isEmpty,
      isContactAwaited: sides.isContactAwaited, due: due(match), releasing: municipalities(awaitingReleaseIn: match),
      assignee: match.assignment.assignee, family: family)
  }

  private func municipalities(awaitingReleaseIn match: ShownMatch) -> Set<String> {
    Set(signals(awaitingReleaseIn: match).compactMap { signals.summary($0)?.municipality })
  }
}

extension MatchesState {
  /// A number that is another one after each change of what the worklist shows.
  public var version: Int { stamp }
}

/// Briefs of all open matches, each kept until its match changes.
public struct MatchBriefs: Sendable {
  /// The outcome of one round over all matches.
  public struct Round: Sendable {
    /// The brief of each open match: first those that wait for a contact, by the day that it is due, then the others; the
    /// oldest match first among those of one moment.
    public var briefs: [MatchBrief]
    /// A number that stays the same as long as the briefs do; nil where a match changed during the round.
    public var version: Int?
  }

  private struct Kept: Sendable {
    var key: ShownOrder.Key
    var stamp: Int
    var brief: MatchBrief
  }

  /// What the last round saw, in the order of matches,
  private var known: [Kept] = []
  /// and gave.
  private var latest = Round(briefs: [], version: nil)
  private var next: [Kept] = []
  /// How far this round is among ``known``.
  private var place = 0
  private var last: ShownOrder.Key?
  private var isUnderWay = false
  /// The region's stamp when this round began; nil once a match changed since.
  private var version: Int?
  /// The region's stamp when outdated briefs were last dropped.
  private var droppedAt: Int?

  /// Matches that are looked at while the state is held, and those of them of which a brief is made anew.
  public static let (looked, made) = (1_024, 32)

  /// None known yet.
  public init() {}

  /// Briefs that are kept.
  var count: Int { known.count }

  /// Ends a round over all matches, and gives what it found.
  public mutating func finish() -> Round {
    // A round before which nothing changed keeps what the last one gave.
    if version == nil || latest.version != version {
      latest = Round(briefs: Self.mostUrgentFirst(next.map(\.brief)), version: version)
      known = next
    }
    (next, place, last, isUnderWay, version) = ([], 0, nil, false, nil)
    return latest
  }

  /// In the order of ``MatchBrief/urgency``; those that are equally urgent keep theirs.
  static func mostUrgentFirst(_ briefs: [MatchBrief]) -> [MatchBrief] {
    briefs.enumerated().sorted { ($0.element.urgency, $0.offset) < ($1.element.urgency, $1.offset) }.map(\.element)
  }

  /// Drops what is kept of matches that changed or ended, among the last before `place`, or the last of all: nobody may
  /// open the list for long.
  ///
  /// - Returns: before what to go on; nil once all were seen, or where no match changed since.
  public mutating func dropOutdated(before place: Int?, _ region: borrowing RegionState) -> Int? {
    let reader = MatchReader(region)
    let stamp = reader.matches.stamp
    if place == nil {
      if latest.version == stamp || droppedAt == stamp { return nil }
      (latest, droppedAt) = (Round(briefs: [], version: nil), stamp)
    }
    let end = min(place ?? known.count, known.count)
    let start = max(0, end - Self.looked)
    let current = known[start..<end].filter { kept in
      guard let match = reader.matches.shown[kept.key.id], match.isOpen else { return false }
      return kept.stamp == max(match.stamp, reader.matches.stampOfAll)
    }
    known.replaceSubrange(start..<end, with: current)
    return start > 0 ? start : nil
  }

  /// Looks at the next matches of this round; false once all were seen, or where no match changed since the last round.
  public mutating func look(at region: borrowing RegionState) -> Bool {
    let stamp = region.matches.stamp
    if !isUnderWay {
      (isUnderWay, version) = (true, stamp)
      if latest.version == stamp { return false }
      next.reserveCapacity(known.count)
    } else if stamp != version {
      version = nil
    }
    let keys = region.matches.order.page(after: last, limit: Self.looked)
    guard !keys.isEmpty else { return false }
    let reader = MatchReader(region)
    var room = Self.made
    for key in keys {
      guard room > 0 else { break }
      last = key
      guard let match = reader.matches.shown[key.id], match.isOpen else { continue }
      let stamp = max(match.stamp, reader.matches.stampOfAll)
      // Both lists are in the same order, so that what is known is found by going on from the last place.
      while place < known.count, known[place].key < key { place += 1 }
      if place < known.count, known[place].key == key, known[place].stamp == stamp {
        next.append(known[place])
      } else {
        next.append(Kept(key: key, stamp: stamp, brief: reader.brief(match)))
        room -= 1
      }
    }
    return true
  }
}
