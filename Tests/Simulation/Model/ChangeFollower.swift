import Engine
import LocalAPI
import Node
import PeerProtocol

/// A regional index that follows a node's changes, and forgets what it did not store when it crashes.
struct ChangeFollower {
  private struct Stored {
    var cursor = "0"
    var open: Set<String> = []
  }

  /// What was seen of one shown match.
  struct MatchHistory {
    var peer = ""
    var kind = ""
    var signals: Set<String> = []
    var began = 0
    var ended = 0
  }

  private var stored = Stored()
  private var current = Stored()
  /// Each change as it was seen first: a number never means something else later.
  private var history: [Int: String] = [:]
  private(set) var matchHistories: [String: MatchHistory] = [:]

  var open: Set<String> { current.open }

  mutating func store() { stored = current }
  mutating func crash() { current = stored }

  /// Reads one page; true where there may be more. Throws what must not be.
  mutating func follow(_ engine: Engine, limit: Int) throws -> Bool {
    let page = try JSONValue(
      parsing: ChangesDocument(engine.matches.changes(after: Int(current.cursor) ?? 0, limit: limit)).encoded())
    let changes = page["changes"]?.arrayValue ?? []
    for change in changes {
      guard let cursor = change["cursor"]?.stringValue, let sequence = Int(cursor),
        let match = change["match"]?["matchId"]?.stringValue, let kind = change["change"]?.stringValue
      else { throw Violation("feed", "a change lacks a member") }
      guard sequence == Int(current.cursor).map({ $0 + 1 }) else {
        throw Violation("feed", "a change is missing or came twice")
      }
      let known = history[sequence]
      guard known == nil || known == "\(kind) \(match)" else {
        throw Violation("feed", "change \(sequence) was \(known ?? "") before and is \(kind) \(match) now")
      }
      history[sequence] = "\(kind) \(match)"
      try take(kind, match)
      if known == nil { note(kind, match, change["match"] ?? .null) }
      current.cursor = cursor
    }
    guard page["cursor"]?.stringValue == current.cursor else { throw Violation("feed", "the page has another cursor") }
    return !changes.isEmpty
  }

  private mutating func take(_ kind: String, _ match: String) throws {
    switch kind {
    case "new":
      guard current.open.insert(match).inserted else { throw Violation("feed", "an open match is new again") }
    case "changed":
      guard current.open.contains(match) else { throw Violation("feed", "a match changes that is not open") }
    case "ended":
      guard current.open.remove(match) != nil else { throw Violation("feed", "a match ends that is not open") }
    default: throw Violation("feed", "an unknown change")
    }
  }

  private mutating func note(_ kind: String, _ match: String, _ page: JSONValue) {
    var history = matchHistories[match] ?? MatchHistory()
    history.kind = page["kind"]?.stringValue ?? ""
    history.peer = page["peer"]?.stringValue ?? ""
    history.signals.formUnion((page["signals"]?.arrayValue ?? []).compactMap(\.stringValue))
    if kind == "new" { history.began += 1 }
    if kind == "ended" { history.ended += 1 }
    matchHistories[match] = history
  }
}
