package import Engine
import LocalAPI
import PeerProtocol
package import Region
import Transport

import enum Cryptography.SubjectKind

/// The operations on matches, and "sync now".
extension LocalRequest {
  /// The answer to a request about matches; nil for a request about anything else.
  func matchDocument(of engine: Engine) throws -> (any LocalDocument)? {
    switch operation {
    case .match:
      MatchDocument(
        try shown(
          engine.matches.page(of: parameters.first ?? "", municipality: credential.municipality), as: .match, engine))
    case .followUp: try work("follow-up", engine)
    case .coordination: try work("coordination", engine)
    case .handover: try work("handover", engine)
    case .consent: try work("consent", engine)
    case .release: try work("release", engine)
    case .assign: try work("assign", engine)
    case .remind: try work("remind", engine)
    case .changes: try changes(of: engine)
    case .synchronize: try synchronize(engine)
    default: nil
    }
  }

  private func work(_ step: String, _ engine: Engine) throws -> MatchDocument {
    let action = try MatchAction(step: step, try document(), holder: client.commonName)
    let match = try engine.matches.work(on: parameters.first ?? "", action, municipality: credential.municipality)
    return MatchDocument(try shown(match, as: .match, engine))
  }

  private func synchronize(_ engine: Engine) throws -> SynchronizationDocument {
    let document = try document()
    if let region = document["region"], !region.isNull, region.stringValue == nil {
      throw Problem.malformed(["region: must be a text"])
    }
    return SynchronizationDocument(
      try engine.synchronizer.synchronize(
        region: document["region"]?.stringValue, deadlineSeconds: Self.synchronizeSeconds))
  }

  /// Which matches a list shows.
  func matchFilter() throws -> MatchFilter {
    var faults: [String] = []
    let kinds: [String: FeedKind] = ["youth": .youth, "family": .guardian]
    let kind = query.text("kind").flatMap { kinds[$0] }
    if query.text("kind") != nil && kind == nil { faults.append("query.kind: must be youth or family") }
    let scope = MatchFilter.Scope(rawValue: query.text("scope") ?? MatchFilter.Scope.across.rawValue)
    if scope == nil { faults.append("query.scope: must be across, within or all") }
    let peer = query.text("peer").flatMap(RegionName.init)
    if query.text("peer") != nil && peer == nil { faults.append("query.peer: is no region's name") }
    guard faults.isEmpty, let scope else { throw Problem.malformed(faults) }
    return MatchFilter(
      peer: peer, kind: kind, onlyNew: try query.flag("new"), scope: scope, municipality: credential.municipality)
  }

  /// The changes after the cursor of the query.
  private func changes(of engine: Engine) throws -> ChangesDocument {
    let limit = try query.integer("limit", 1...Self.changesLimit) ?? Self.changesDefault
    let after = try MatchChanges.cursor(reading: query.text("after"))
    return ChangesDocument(try shown(engine.matches.changes(after: after, limit: limit), as: .changes, engine))
  }

  private static let changesLimit = 1_000
  private static let changesDefault = 100
  private static let synchronizeSeconds = 60
}

extension MatchChanges {
  /// Reads a cursor in the one form that the node gives; 0 where there is none.
  package static func cursor(reading text: String?) throws(Refusal) -> Int {
    let given = text ?? "0"
    guard let cursor = Int(given), cursor >= 0, String(cursor) == given else {
      throw .malformed([FieldFault(field: "after", reason: "must be a cursor that this node gave")])
    }
    return cursor
  }
}

extension WorklistQuery {
  /// Reads which lines of the worklist are shown; a coordinator of one municipality sees no other.
  ///
  /// - Parameters:
  ///   - holder: the name in the certificate of whoever asks, whose lines `mine` shows.
  ///   - organisations: know which municipality a merged one is part of now.
  init(
    reading query: LocalQuery, credential: Credential, holder: String, organisations: Organisations
  ) throws {
    var faults: [String] = []
    let municipality = query.text("municipality").map { text in
      MunicipalityCode(text).map { organisations.current($0.text) }
    }
    if municipality == .some(nil) { faults.append("query.municipality: must be \(MunicipalityCode.form)") }
    let (assignee, isMine) = (query.text("assignee"), try query.flag("mine"))
    if assignee != nil && isMine { faults.append("query.mine: goes without assignee") }
    if let own = credential.municipality, let asked = municipality ?? nil, asked != own {
      faults.append("query.municipality: your certificate is of \(own) only")
    }
    guard faults.isEmpty else { throw Problem.malformed(faults) }
    self.init(
      municipality: credential.municipality ?? municipality ?? nil, organisation: query.text("organisation"),
      sector: query.text("sector"), onlyOverdue: try query.flag("overdue"), assignee: isMine ? holder : assignee)
  }
}
