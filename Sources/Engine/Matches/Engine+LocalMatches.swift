public import PeerProtocol
public import Region
import Synchronization

import enum Cryptography.SubjectKind

extension Engine {
  /// Matches as the region's people see them, oldest first, those within the region after the others.
  ///
  /// - Parameters:
  ///   - peer: only those with this region.
  ///   - kind: `youth` or `family`.
  ///   - onlyNew: only those that nobody has looked at yet.
  ///   - scope: `across` regions (the default), `within` this one, or `all`.
  ///   - municipality: only those with an own signal of this municipality; all where nil.
  public func matches(
    peer: String?, kind: String?, onlyNew: Bool, scope: String? = nil, municipality: String? = nil
  ) throws(Refusal) -> PagedList<JSONValue> {
    if let kind, kind != "youth" && kind != "family" {
      throw Refusal(JSONFaults(["kind: must be youth or family"]))
    }
    let scope = scope ?? "across"
    guard ["across", "within", "all"].contains(scope) else {
      throw Refusal(JSONFaults(["scope: must be across, within or all"]))
    }
    let wanted = peer.flatMap(RegionName.init)
    if peer != nil && wanted == nil { throw Refusal(JSONFaults(["peer: is no region's name"])) }
    let across = shownMatches { [self] match, state in
      guard wanted == nil || match.peer == wanted, kind == nil || match.kind.shownName == kind,
        !(onlyNew && (match.readAt > 0 || !match.isOpen)), state.concerns(match, municipality)
      else { return nil }
      return describe(match, state, municipality)
    }
    let hasWithin = scope != "across" && !onlyNew && kind != "family" && (wanted == nil || wanted == region)
    return PagedList<JSONValue>(
      member: nil, pages: (scope == "within" ? [] : [across]) + (hasWithin ? [matchesWithin(municipality)] : []))
  }

  /// Pages of the shown matches, oldest first, each as `describe` gives it; those for which it gives nil are left out.
  private func shownMatches(
    _ describe: @escaping @Sendable (ShownMatch, RegionState) -> JSONValue?
  ) -> PagedList<JSONValue>.Pages {
    let last = Mutex<ShownOrder.Key?>(nil)
    return { [self] () throws(Refusal) in
      let after = last.withLock { $0 }
      return try store.readDurable { state in
        var items: [JSONValue] = []
        let keys = state.matches.order.page(after: after, limit: PagedList<JSONValue>.rowsLookedAt)
        for key in keys {
          last.withLock { $0 = key }
          if let item = state.matches.shown[key.id].flatMap({ describe($0, state) }) { items.append(item) }
          if items.count == PagedList<JSONValue>.itemsHeld { break }
        }
        return keys.isEmpty ? nil : items
      }
    }
  }

  /// Pages of the matches within the region, in the order of their youths' rows.
  private func matchesWithin(_ municipality: String?) -> PagedList<JSONValue>.Pages {
    let next = Mutex(0)
    return { [self] () throws(Refusal) in
      let start = next.withLock { $0 }
      return try store.readDurable { state in
        let rows = start..<min(state.signals.youths.rowCount, start + PagedList<JSONValue>.rowsLookedAt)
        guard !rows.isEmpty else { return nil }
        var items: [JSONValue] = []
        for row in rows {
          next.withLock { $0 = row + 1 }
          if let match = state.match(within: UInt32(row), municipality: municipality) {
            items.append(describe(within: match))
          }
          if items.count == PagedList<JSONValue>.itemsHeld { break }
        }
        return items
      }
    }
  }

  /// One match, with the others of the same family as `related`; from then on it is no longer new.
  ///
  /// A match within this region is shown, too; it has no `related` ones.
  ///
  /// - Parameter municipality: only where an own signal is of this municipality, and the same for `related`.
  public func match(id: String, municipality: String? = nil) throws(Refusal) -> JSONValue {
    let known = try matchId(id)
    let at = milliseconds
    let youth = youth(ofMatchWithin: known)
    return try store.commit { (transaction) throws(Refusal) -> JSONValue in
      guard let match = transaction.state.matches.shown[known], transaction.state.concerns(match, municipality) else {
        guard let within = youth.flatMap({ transaction.state.match(within: $0, municipality: municipality) }) else {
          throw .noMatch
        }
        return withArchive(describe(within: within), transaction.state.archive(of: within))
      }
      if match.readAt == 0 { try transaction.append(.matches(.read(known, at: at))) }
      let state = transaction.state
      var page = describe(state.matches.shown[known] ?? match, state, municipality)
      let related = state.related(to: match).filter { state.concerns($0, municipality) }
      page["related"] = .array(related.map { describe($0, state, municipality) })
      return withArchive(page, state.archive(of: state.matches.shown[known] ?? match))
    }
  }

  /// Does what a person decided with a match, and gives the match as it is then; the same twice is once.
  ///
  /// - Parameters:
  ///   - step: `follow-up`, `coordination`, `handover`, `consent` or `release`.
  /// - document: `{"state","reason"?,"outcome"?}`, `{"propose": region}` or `{"agree": true}`, `{"state"}`,
  /// `{"consent"}`, `{}`.
  ///   - municipality: only where an own signal is of this municipality; all where nil.
  public func work(
    onMatch id: String, step: String, document: JSONValue, municipality: String? = nil
  ) throws(Refusal) -> JSONValue {
    try perform(try MatchAction(step: step, document), onMatch: id, municipality: municipality)
  }

  private func perform(
    _ action: MatchAction, onMatch id: String, municipality: String?
  ) throws(Refusal) -> JSONValue {
    let known = try matchId(id)
    let at = milliseconds
    let youth = youth(ofMatchWithin: known)
    return try store.commit { (transaction) throws(Refusal) -> JSONValue in
      guard let shown = transaction.state.matches.shown[known], transaction.state.concerns(shown, municipality) else {
        guard youth.flatMap({ transaction.state.match(within: $0, municipality: municipality) }) != nil else {
          throw .noMatch
        }
        throw .problem(Problem(.conflict, "This match is within the region: there is no other region to tell."))
      }
      try transaction.append(transaction.state.decide(action, on: known, municipality: municipality, at: at))
      guard let match = transaction.state.matches.shown[known] else { throw .noMatch }
      return describe(match, transaction.state, municipality)
    }
  }

  /// Open matches that somebody has to look at, oldest first, and youths on whom signals tell different birth dates:
  /// `{"items":[{"reasons":[…],"match":{…}}, {"reasons":["birth-date-conflict"],"signals":[…]}]}`.
  public func worklist(municipality: String? = nil) throws(Refusal) -> PagedList<JSONValue> {
    let at = milliseconds
    let conflicts = try birthDateConflicts(municipality)
    let open = shownMatches { [self] match, state in
      guard match.isOpen, state.concerns(match, municipality),
        case let reasons = state.reasons(match, now: at, municipality: municipality), !reasons.isEmpty
      else { return nil }
      return [
        "reasons": .array(reasons.map { .string($0.rawValue) }), "match": describe(match, state, municipality),
      ]
    }
    return PagedList<JSONValue>(member: "items", pages: [open, conflicts])
  }

  /// The youths on whom signals tell different birth dates: a page each.
  private func birthDateConflicts(_ municipality: String?) throws(Refusal) -> PagedList<JSONValue>.Pages {
    let groups = try store.readDurable { $0.birthDateConflicts(municipality: municipality) }
    let position = Mutex(0)
    return { [self] () throws(Refusal) in
      let place = position.withLock { position in
        defer { position += 1 }
        return position
      }
      guard place < groups.count else { return nil }
      return try store.readDurable { state in
        let signals = groups[place].compactMap { state.signals.summary($0) }.filter(\.hasDateConflict)
        guard !signals.isEmpty else { return [] }
        return [
          [
            "reasons": [.string(RegionState.birthDateConflict)],
            "signals": .array(signals.map { Self.describe($0) }),
          ]
        ]
      }
    }
  }

  /// Names what a store of format 1 has as released, once, before anybody is answered.
  func nameReleasesOfBefore() throws(Refusal) {
    guard store.readLatest({ !$0.decideReleasesOfBefore().isEmpty }) else { return }
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(transaction.state.decideReleasesOfBefore())
    }
  }

  private func matchId(_ text: String) throws(Refusal) -> MatchId {
    guard let id = MatchId(base64URL: text) else {
      throw .problem(Problem(.notFound, "id: is no match's id (22 characters). List them: samenloop match list"))
    }
    return id
  }

  /// What happened to matches since `cursor`, in order: `{"changes":[{"cursor","change","match"}],"cursor"}`.
  ///
  /// A follower stores the cursor together with what it applied; asked again with it, it gets what came after, and
  /// nothing twice. `limit` is 1 to 1,000.
  public func changes(after cursor: String?, limit: Int) throws(Refusal) -> JSONValue {
    let given = cursor ?? "0"
    // In the one form that the node gives.
    guard let after = Int(given), after >= 0, String(after) == given else {
      throw Refusal(JSONFaults(["after: must be a cursor that this node gave"]))
    }
    guard (1...1_000).contains(limit) else { throw Refusal(JSONFaults(["limit: must be 1 to 1000"])) }
    let next = try store.readDurable { (state) throws(Refusal) -> ArraySlice<MatchChange> in
      guard after <= state.matches.lastChange else {
        throw .problem(
          Problem(
            .conflict,
            "The cursor lies ahead of this node: it was restored from a backup. Read GET /v1/matches, then follow from "
              + "cursor \(state.matches.lastChange).", members: ["cursor": .string(String(state.matches.lastChange))]))
      }
      if let first = state.matches.changes.first, after < first.sequence - 1 {
        throw .problem(
          Problem(
            .conflict,
            "Changes that old are no longer kept. Read GET /v1/matches, then follow from cursor "
              + "\(state.matches.lastChange).", members: ["cursor": .string(String(state.matches.lastChange))],
            status: 410))
      }
      return ArraySlice(Array(state.matches.changes(after: after, limit: limit)))
    }
    var entries: [JSONValue] = []
    // Each match as it is when its page is made: what happened to it since follows with a later cursor.
    for page in next.pieces(of: PagedList<JSONValue>.itemsHeld) {
      entries += try store.readDurable { state in
        page.map { change -> JSONValue in
          [
            "cursor": .string(String(change.sequence)), "change": .string(change.kind.name),
            // Of a match that left only its id is known.
            "match": state.matches.shown[change.match].map { describe($0, state) }
              ?? ["matchId": .string(change.match.base64URL)],
          ]
        }
      }
    }
    return ["changes": .array(entries), "cursor": .string(String(next.last?.sequence ?? after))]
  }

  /// A match as people see it; of those who see one `municipality` only, what waits for a release there.
  func describe(_ match: ShownMatch, _ state: RegionState, _ municipality: String? = nil) -> JSONValue {
    let members = match.members.sorted().compactMap { state.matches.records[$0] }
    let signals = state.signals(shownIn: members)
    var involvements: [Involvement] = []
    for involvement in members.flatMap({ $0.view?.involvements ?? [] }) where !involvements.contains(involvement) {
      involvements.append(involvement)
    }
    let awaiting = state.asksForRelease(match) ? state.signals(awaitingReleaseIn: match, municipality) : nil
    let sides = state.sides(of: match)
    return JSONValue(present: [
      "matchId": .string(match.id.base64URL), "kind": .string(match.kind.shownName), "scope": "across",
      "peer": .string(match.peer.text), "status": .string(match.isOpen ? "open" : "ended"),
      "new": .bool(match.readAt == 0 && match.isOpen), "signals": .array(signals.map { .string($0.id) }),
      "involvements": .array(involvements.map(\.json)), "own": match.isOpen ? describe(sides.own) : [:],
      "theirs": match.isOpen ? describe(sides.theirs) : [:],
      "detectedAt": JSONValue(Timestamp(seconds: Int64(match.detectedAt / 1000))),
      "contactsReceivedAt": match.isOpen || match.contactsAt == 0
        ? nil : JSONValue(Timestamp(seconds: Int64(match.contactsAt / 1000))),
      "endedAt": match.isOpen ? nil : JSONValue(Timestamp(seconds: Int64(match.endedAt / 1000))),
      "release": awaiting.map { $0.isEmpty ? "released" : "awaiting" },
      "awaitingRelease": awaiting.map { .array($0.map { .string($0) }) },
    ])
  }

  private func describe(_ side: MatchSides.Side) -> JSONValue {
    JSONValue(present: [
      "followUp": side.followUp?.json, "coordination": side.coordination?.json, "handover": side.handover?.json,
      "consent": (side.consent?.rawValue).map(JSONValue.string),
    ])
  }

  /// The page of a match with this region's own involvements of before: they are shown here and nowhere else.
  private func withArchive(_ page: JSONValue, _ archive: [SignalSummary]) -> JSONValue {
    guard !archive.isEmpty, var members = page.objectValue else { return page }
    members["archived"] = .array(archive.map { ownInvolvement($0).json })
    return .object(members)
  }

  private func ownInvolvement(_ signal: SignalSummary) -> Involvement {
    Involvement(
      organisation: Involvement.Organisation(
        id: signal.reporter.organisationId, name: signal.reporter.organisation, sector: signal.reporter.sector),
      contact: Contact(name: signal.reporter.name, phone: signal.reporter.phone, email: signal.reporter.email),
      since: signal.startedOn.yearMonth, until: signal.isArchived ? signal.until : nil,
      involvement: signal.isIndirect ? .indirect : .direct, temporary: signal.isTemporary,
      left: signal.endReason == .movedAway ? signal.leftOn?.yearMonth : nil, youthMatch: nil)
  }

  /// A youth on whom two or more signals of this region stand: a match without a peer.
  private func describe(within match: WithinMatch) -> JSONValue {
    let contacts = match.signals.map { ownInvolvement($0) }
    return [
      "matchId": JSONValue(base64URL: name(ofMatchWithin: match.anchor)?.bytes ?? []), "kind": "youth",
      "scope": "within",
      "peer": .string(region.text), "status": "open", "new": false,
      "signals": .array(match.signals.map { .string($0.id) }), "involvements": .array(contacts.map(\.json)),
      "own": [:], "theirs": [:],
      "detectedAt": JSONValue(match.signals.map(\.startedOn).sorted().dropFirst().first?.start ?? now),
    ]
  }
}

extension FeedKind {
  /// What users call a match of this kind.
  var shownName: String { self == .youth ? "youth" : "family" }
}

extension Refusal {
  static let noMatch = Refusal.problem(
    Problem(.notFound, "There is no match with this id. List them: samenloop match list"))
}
