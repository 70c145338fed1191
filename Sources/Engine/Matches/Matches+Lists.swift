import PeerProtocol
public import Region
import Synchronization

import enum Cryptography.SubjectKind

/// Lists of matches: the state is held for a page at a time.
extension Matches {
  /// Matches as the region's people see them, oldest first, those within the region after the others.
  public func list(_ filter: MatchFilter = MatchFilter()) -> PagedList<MatchReport> {
    let municipality = filter.municipality
    let across: PagedList<MatchReport>.Pages = pages { [self] match, reader in
      guard filter.peer == nil || match.peer == filter.peer, filter.kind == nil || match.kind == filter.kind,
        !(filter.onlyNew && (match.readAt > 0 || !match.isOpen)), reader.concerns(match, municipality)
      else { return nil }
      return report(on: match, reader, municipality)
    }
    let hasWithin =
      filter.scope != .across && !filter.onlyNew && filter.kind != .guardian
      && (filter.peer == nil || filter.peer == region)
    return PagedList(
      member: nil,
      pages: (filter.scope == .within ? [] : [across]) + (hasWithin ? [pagesWithin(municipality)] : []))
  }

  /// Pages of the shown matches, oldest first, each as `describe` gives it; those for which it gives nil are left out.
  private func pages<Item: Sendable>(
    _ describe: @escaping @Sendable (ShownMatch, MatchReader) -> Item?
  ) -> PagedList<Item>.Pages {
    let last = Mutex<ShownOrder.Key?>(nil)
    return { [self] () throws(Refusal) in
      let after = last.withLock { $0 }
      return try store.readDurable { state in
        var items: [Item] = []
        let keys = state.matches.order.page(after: after, limit: PagedList<Item>.rowsLookedAt)
        let reader = MatchReader(state)
        for key in keys {
          last.withLock { $0 = key }
          if let item = state.matches.shown[key.id].flatMap({ describe($0, reader) }) { items.append(item) }
          if items.count == PagedList<Item>.itemsHeld { break }
        }
        return keys.isEmpty ? nil : items
      }
    }
  }

  /// Pages of the matches within the region, in the order of their youths' rows.
  private func pagesWithin(_ municipality: String?) -> PagedList<MatchReport>.Pages {
    let next = Mutex(0)
    return { [self] () throws(Refusal) in
      let start = next.withLock { $0 }
      return try store.readDurable { state in
        let rows = start..<min(state.signals.youths.rowCount, start + PagedList<MatchReport>.rowsLookedAt)
        guard !rows.isEmpty else { return nil }
        var items: [MatchReport] = []
        let within = WithinRegion(state)
        for row in rows {
          next.withLock { $0 = row + 1 }
          if let match = within.match(of: UInt32(row), municipality: municipality),
            let report = report(within: match)
          {
            items.append(report)
          }
          if items.count == PagedList<MatchReport>.itemsHeld { break }
        }
        return items
      }
    }
  }

  /// Open matches that somebody has to look at, most urgent first: those that wait for a contact, by the day that it is due,
  /// then the others, oldest first; and behind them youths on whom signals tell different birth dates.
  public func worklist(_ filter: WorklistQuery = WorklistQuery()) throws(Refusal) -> PagedList<WorkItem> {
    let conflicts = try PagedList.birthDateConflicts(in: store, filter)
    let ids = store.lookAtOpenMatches(briefs).briefs.filter { $0.isListed(in: filter.municipality) }.map(\.id)
    let pieces = Array(ids[...].pieces(of: PagedList<WorkItem>.itemsHeld))
    let position = Mutex(0)
    let open: PagedList<WorkItem>.Pages = { [self] () throws(Refusal) in
      let place = position.withLock { position in
        defer { position += 1 }
        return position
      }
      guard place < pieces.count else { return nil }
      let found = try lines(of: Array(pieces[place]), municipality: filter.municipality)
      return pieces[place].compactMap { found[$0] }.filter(filter.keeps).map { .match($0) }
    }
    return PagedList(member: "items", pages: [open, conflicts])
  }

  /// What stands on the worklist of a match. A coordinator of one `municipality` sees its professionals only.
  func line(
    on match: ShownMatch, _ reasons: [WorkReason], _ reader: MatchReader, _ municipality: String?
  ) -> OpenMatch {
    let signals = reader.signals(of: match).filter { municipality == nil || $0.municipality == municipality }
    return OpenMatch(
      match: report(on: match, reader, municipality), reasons: reasons, own: signals.map(Involvement.init(own:)),
      municipalities: Set(signals.map(\.municipality).filter { !$0.isEmpty }).sorted(),
      due: reader.due(match).map { Timestamp(seconds: Int64($0 / 1000)) },
      related: reader.related(to: match).filter { reader.concerns($0, municipality) }.map(\.id))
  }

  /// What happened to matches since the change with the number `cursor`, in order; 0 is before the first.
  ///
  /// A follower stores the cursor together with what it applied; asked again with it, it gets what came after, and
  /// nothing twice.
  public func changes(after cursor: Int, limit: Int) throws(Refusal) -> MatchChanges {
    let next = try store.readDurable { (state) throws(Refusal) -> ArraySlice<MatchChange> in
      let last = state.matches.lastChange
      guard cursor <= last else { throw .match(.cursorAhead(last: last)) }
      if let first = state.matches.changes.first, cursor < first.sequence - 1 {
        throw .match(.cursorTooOld(last: last))
      }
      return ArraySlice(Array(state.matches.changes(after: cursor, limit: limit)))
    }
    var changes: [MatchChanges.Change] = []
    // Each match as it is when its page is made: what happened to it since follows with a later cursor.
    for page in next.pieces(of: PagedList<MatchReport>.itemsHeld) {
      changes += try store.readDurable { state in
        let reader = MatchReader(state)
        return page.map { change in
          MatchChanges.Change(
            sequence: change.sequence, kind: change.kind, match: change.match,
            report: state.matches.shown[change.match].map { report(on: $0, reader, nil) })
        }
      }
    }
    return MatchChanges(changes: changes, cursor: next.last?.sequence ?? cursor)
  }
}

extension PagedList<WorkItem> {
  /// The youths on whom signals tell different birth dates: a page each.
  fileprivate static func birthDateConflicts(in store: Store, _ filter: WorklistQuery) throws(Refusal) -> Pages {
    let groups = try store.birthDateConflicts(municipality: filter.municipality)
    let position = Mutex(0)
    return { () throws(Refusal) in
      let place = position.withLock { position in
        defer { position += 1 }
        return position
      }
      guard place < groups.count else { return nil }
      return try store.readDurable { state in
        let signals = groups[place].compactMap { state.signals.summary($0) }.filter(\.hasDateConflict)
        return signals.isEmpty || !filter.keeps(signals) ? [] : [.birthDateConflict(signals)]
      }
    }
  }
}
