import Cryptography
import PeerProtocol
import Region
import Synchronization

/// Which youth a match within the region is about, by the match's id: found without a look at all youths.
///
/// The id is a keyed hash of a youth's pseudonym, which only the engine can make: once for every youth when such a match
/// is first asked for, and then for the youths that came since.
struct WithinIndex: Sendable {
  /// ``IdentityTable/assigned`` when the index was brought up to date; nil before the first time.
  var upTo: Int?
  private var rows: [MatchId: UInt32] = [:]
  /// The id of each row, so that it goes when the row is given to another youth.
  private var ids: [MatchId?] = []

  /// The row of the youth with this id.
  subscript(id: MatchId) -> UInt32? { rows[id] }

  mutating func set(_ row: UInt32, _ id: MatchId?) {
    let place = Int(row)
    if place >= ids.count { ids += repeatElement(nil, count: place + 1 - ids.count) }
    if let former = ids[place], rows[former] == row { rows[former] = nil }
    ids[place] = id
    if let id { rows[id] = row }
  }
}

extension Matches {
  /// Rows of youths that are looked at while the state is held.
  static let withinPageRows = 1_000

  /// The youth whose match within the region would have this id. Whether there is such a match only the state says.
  ///
  /// Not to be called while the state is held.
  func youth(ofMatchWithin id: MatchId) -> UInt32? {
    withinIndex.withLock { index in
      let (assigned, recent) = store.readLatest { state in
        let table = state.signals.youths
        let rows = index.upTo.flatMap { table.rows(assignedSince: $0) }
        return (table.assigned, rows?.map { ($0, table.pseudonym($0)) })
      }
      if let recent {
        for (row, pseudonym) in recent { index.set(row, pseudonym.flatMap(name(ofMatchWithin:))) }
      } else {
        index = indexAnew()
      }
      index.upTo = assigned
      return index[id]
    }
  }

  private func indexAnew() -> WithinIndex {
    var index = WithinIndex()
    var start = 0
    while true {
      let page = store.readLatest { state in
        let table = state.signals.youths
        let end = min(table.rowCount, start + Self.withinPageRows)
        return start < end ? (start..<end).map { (UInt32($0), table.pseudonym(UInt32($0))) } : []
      }
      if page.isEmpty { return index }
      for (row, pseudonym) in page { index.set(row, pseudonym.flatMap(name(ofMatchWithin:))) }
      start += page.count
    }
  }

  /// The id of a match within the region on the youth with this pseudonym, 16 bytes: the same as long as its youth is the
  /// same, and telling nothing.
  func name(ofMatchWithin pseudonym: Pseudonym) -> MatchId? {
    MatchId(Array(HMACSHA256.authenticate(pseudonym.point, key: markKey).prefix(16)))
  }
}
