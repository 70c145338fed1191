import Cryptography
public import PeerProtocol
import Region

extension Engine {
  /// Matches as the region's people see them: an array, newest last.
  ///
  /// - Parameters:
  ///   - peer: only those with this region.
  ///   - kind: `youth` or `family`.
  ///   - onlyNew: only those that nobody has looked at yet.
  public func matches(peer: String?, kind: String?, onlyNew: Bool) throws(Problem) -> JSONValue {
    if let kind, kind != "youth" && kind != "family" {
      throw Problem(JSONFaults(["kind: must be youth or family"]))
    }
    let wanted = peer.flatMap(RegionName.init)
    if peer != nil && wanted == nil { throw Problem(JSONFaults(["peer: is no region's name"])) }
    return try read { state in
      let matches = state.matches.shown.values
        .filter { match in
          (wanted == nil || match.peer == wanted) && (kind == nil || match.kind.shownName == kind)
            && !(onlyNew && (match.readAt > 0 || !match.isOpen))
        }
        .sorted { ($0.detectedAt, $0.id) < ($1.detectedAt, $1.id) }
      return .array(matches.map { describe($0, state) })
    }
  }

  /// One match; from then on it is no longer new.
  public func match(id: String) throws(Problem) -> JSONValue {
    guard let known = MatchId(base64URL: id) else {
      throw Problem(.notFound, "id: is no match's id (22 characters). List them: samenloop match list")
    }
    let at = clock.milliseconds
    return try commit { (transaction) throws(Problem) -> JSONValue in
      guard let match = transaction.state.matches.shown[known] else {
        throw Problem(.notFound, "There is no match with this id. List them: samenloop match list")
      }
      if match.readAt == 0 { try transaction.append(.matches(.read(known, at: at))) }
      return describe(match, transaction.state)
    }
  }

  /// What happened to matches since `cursor`, in order: `{"changes":[{"cursor","change","match"}],"cursor"}`.
  ///
  /// A follower stores the cursor together with what it applied; asked again with it, it gets what came after, and
  /// nothing twice. `limit` is 1 to 1,000.
  public func changes(after cursor: String?, limit: Int) throws(Problem) -> JSONValue {
    guard let after = Int(cursor ?? "0"), after >= 0 else {
      throw Problem(JSONFaults(["after: must be a cursor that this node gave"]))
    }
    guard (1...1_000).contains(limit) else { throw Problem(JSONFaults(["limit: must be 1 to 1000"])) }
    return try read { (state) throws(Problem) -> JSONValue in
      guard after <= state.matches.lastChange else {
        throw Problem(
          .conflict,
          "The cursor lies ahead of this node: it was restored from a backup. Read GET /v1/matches, then follow from "
            + "cursor \(state.matches.lastChange).", members: ["cursor": .string(String(state.matches.lastChange))])
      }
      if let first = state.matches.changes.first, after < first.sequence - 1 {
        throw Problem(
          .conflict,
          "Changes that old are no longer kept. Read GET /v1/matches, then follow from cursor "
            + "\(state.matches.lastChange).", members: ["cursor": .string(String(state.matches.lastChange))],
          status: 410)
      }
      let next = state.matches.changes(after: after, limit: limit)
      let entries = next.compactMap { change -> JSONValue? in
        guard let match = state.matches.shown[change.match] else { return nil }
        return [
          "cursor": .string(String(change.sequence)), "change": .string(change.kind.name),
          "match": describe(match, state),
        ]
      }
      return ["changes": .array(entries), "cursor": .string(String(next.last?.sequence ?? after))]
    }
  }

  private func describe(_ match: ShownMatch, _ state: RegionState) -> JSONValue {
    let members = match.members.sorted().compactMap { state.matches.records[$0] }
    let signals = state.signals(shownIn: members)
    let views = members.compactMap(\.view)
    var involvements: [Involvement] = []
    for involvement in views.flatMap({ $0.involvements ?? [] }) where !involvements.contains(involvement) {
      involvements.append(involvement)
    }
    let terms = members.compactMap { state.agreements.records[$0.key.agreement]?.terms }
    let awaitsRelease = terms.contains { $0.contactRelease == .approval }
    let detectedAt = Timestamp(seconds: Int64(match.detectedAt / 1000))
    let latest = views.max { ($0.revision ?? 0) < ($1.revision ?? 0) }
    return JSONValue(present: [
      "matchId": .string(match.id.base64URL), "kind": .string(match.kind.shownName),
      "peer": .string(match.peer.text), "status": .string(match.isOpen ? "open" : "ended"),
      "new": .bool(match.readAt == 0 && match.isOpen), "signals": .array(signals.map { .string($0.id) }),
      "involvements": .array(involvements.map(\.json)),
      "own": ownSide(detectedAt, isOpen: match.isOpen),
      "theirs": latest.map(theirSide) ?? [:], "detectedAt": JSONValue(detectedAt),
      "endedAt": match.isOpen ? nil : JSONValue(Timestamp(seconds: Int64(match.endedAt / 1000))),
      "release": awaitsRelease ? "contact details are withheld until a person of each region approves" : nil,
    ])
  }

  private func ownSide(_ at: Timestamp, isOpen: Bool) -> JSONValue {
    guard isOpen else { return [:] }
    return [
      "followUp": FollowUp(state: .notified, reason: nil, outcome: nil, at: at).json,
      "coordination": Coordination(state: .none, holder: nil, at: at).json,
    ]
  }

  private func theirSide(_ view: MatchView) -> JSONValue {
    JSONValue(present: [
      "followUp": view.followUp?.json, "coordination": view.coordination?.json, "handover": view.handover?.json,
      "consent": (view.consent?.rawValue).map(JSONValue.string),
    ])
  }
}

extension FeedKind {
  /// What users call a match of this kind.
  var shownName: String { self == .youth ? "youth" : "family" }
}
