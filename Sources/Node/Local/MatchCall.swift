import Engine
import LocalAPI
import PeerProtocol
import Region

import enum Cryptography.SubjectKind

/// What a request for matches asks, read once from its query.
extension LocalCall {
  /// Which matches a list shows.
  func matchFilter() throws -> MatchFilter {
    let kind: FeedKind? =
      switch query.text("kind") {
      case nil: nil
      case "youth": .youth
      case "family": .guardian
      default: throw Problem.malformed(["kind: must be youth or family"])
      }
    guard let scope = MatchFilter.Scope(rawValue: query.text("scope") ?? MatchFilter.Scope.across.rawValue) else {
      throw Problem.malformed(["scope: must be across, within or all"])
    }
    let peer = query.text("peer").flatMap(RegionName.init)
    if query.text("peer") != nil && peer == nil { throw Problem.malformed(["peer: is no region's name"]) }
    return MatchFilter(
      peer: peer, kind: kind, onlyNew: try query.flag("new"), scope: scope, municipality: credential.municipality)
  }

  /// The changes after the cursor of the query.
  func changes(of engine: Engine) throws -> ChangesDocument {
    let limit = try query.integer("limit", 1...Self.changesLimit) ?? Self.changesDefault
    let given = query.text("after") ?? "0"
    // In the one form that the node gives.
    guard let after = Int(given), after >= 0, String(after) == given else {
      throw Problem.malformed(["after: must be a cursor that this node gave"])
    }
    return ChangesDocument(try engine.matches.changes(after: after, limit: limit))
  }

  private static let changesLimit = 1_000
  private static let changesDefault = 100
}
