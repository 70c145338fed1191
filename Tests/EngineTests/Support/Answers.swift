import LocalAPI
import Node
import PeerProtocol
import Region

@testable import Engine

/// Answers of the local interface as JSON, as Node makes them.
extension Engine {
  func listedMatches(_ filter: MatchFilter = MatchFilter()) throws -> [JSONValue] {
    try matches.list(filter).items().map { MatchDocument($0).json }
  }

  func matchPage(_ id: String) throws(Refusal) -> JSONValue { MatchDocument(try matches.page(of: id)).json }

  func workItems(municipality: String? = nil) throws -> [JSONValue] {
    try matches.worklist(municipality: municipality).items().map { $0.document() }
  }

  func work(
    onMatch id: String, step: String, document: JSONValue, municipality: String? = nil
  ) throws -> JSONValue {
    MatchDocument(
      try matches.work(on: id, try MatchAction(step: step, document), municipality: municipality)
    ).json
  }

  func changesPage(after cursor: String?, limit: Int) throws -> JSONValue {
    let changes = try matches.changes(after: cursor.flatMap { Int($0) } ?? 0, limit: limit)
    return try JSONValue(parsing: ChangesDocument(changes).encoded())
  }
}
