import PeerProtocol
import Testing

@testable import Engine

/// A regional index that follows a node's changes, and forgets what it did not store when it crashes.
struct Follower {
  private struct Stored {
    var cursor = "0"
    var open: Set<String> = []
  }

  private var stored = Stored()
  private var current = Stored()
  /// Each change as it was seen first: a number never means something else later.
  private var history: [Int: String] = [:]

  var open: Set<String> { current.open }

  mutating func store() { stored = current }
  mutating func crash() { current = stored }

  /// Reads one page; true where there may be more.
  mutating func follow(_ engine: Engine, limit: Int) throws -> Bool {
    let page = try engine.changesPage(after: current.cursor, limit: limit)
    let changes = page["changes"]?.arrayValue ?? []
    for change in changes {
      let cursor = try #require(change["cursor"]?.stringValue)
      let sequence = try #require(Int(cursor))
      let match = try #require(change["match"]?["matchId"]?.stringValue)
      let kind = try #require(change["change"]?.stringValue)
      #expect(sequence == Int(current.cursor).map { $0 + 1 }, "a change is missing or came twice")
      let known = history[sequence] ?? "\(kind) \(match)"
      #expect(known == "\(kind) \(match)", "change \(sequence) was another one before")
      history[sequence] = known
      switch kind {
      case "new": #expect(current.open.insert(match).inserted, "an open match is new again")
      case "changed": #expect(current.open.contains(match), "a match changes that is not open")
      case "ended": #expect(current.open.remove(match) != nil, "a match ends that is not open")
      default: Issue.record("an unknown change")
      }
      current.cursor = cursor
    }
    #expect(page["cursor"]?.stringValue == current.cursor)
    return !changes.isEmpty
  }
}
