import Glibc
import LocalAPI
import Node
import PeerProtocol

/// Waits for the first match that an import brings, as an index sees it: by the changes of matches.
struct MatchWait {
  static let option = OptionSpec(
    name: "wait", value: "SECONDS",
    help: pick(
      "daarna hoogstens zo lang wachten op een nieuwe match met een andere regio, en die tonen (1 tot \(longest))",
      "then wait so long at most for a new match with another region, and show it (1 to \(longest))"))

  /// Seconds that a command waits at most.
  private static let longest = 3_600
  /// Changes that are asked for at once.
  private static let page = "1000"

  private let client: LocalClient
  private let seconds: Int
  /// The newest change before the import.
  private let before: String

  /// Where `--wait` asks for it: looks up how far the changes are, before the import.
  init?(_ invocation: Invocation, _ client: LocalClient) throws(CommandFailure) {
    guard let text = invocation.option(Self.option.name) else { return nil }
    guard let seconds = Int(text), (1...Self.longest).contains(seconds) else {
      throw .usage(
        pick(
          "--wait is een aantal seconden van 1 tot \(Self.longest)",
          "--wait is a number of seconds from 1 to \(Self.longest)"))
    }
    var cursor = "0"
    while true {
      let next = try Self.changes(after: cursor, client)
      if next.changes.isEmpty { break }
      cursor = next.cursor
    }
    (self.client, self.seconds, before) = (client, seconds, cursor)
  }

  /// What an import brought, with the matches that came of it since.
  func output(_ answer: NodeAnswer<ImportResultDocument>, _ progress: ProgressLine) throws(CommandFailure)
    -> CommandOutput
  {
    var output = ImportText.output(answer)
    let matches = try progress.during(pick("Wachten op een match", "Waiting for a match")) {
      () throws(CommandFailure) -> [MatchDocument] in try newMatches()
    }
    if case .object(var members)? = try? JSONValue(parsing: output.json) {
      members["matches"] = .array(matches.compactMap { try? $0.jsonValue() })
      output.json = JSONValue.object(members).bytes
    }
    output.text +=
      "\n"
      + (matches.isEmpty
        ? pick(
          "Er kwam binnen \(seconds) s geen nieuwe match met een andere regio.",
          "No new match with another region came within \(seconds) s.")
        : pick("Nieuwe matches:\n", "New matches:\n") + MatchText.list(matches))
    if matches.isEmpty {
      output.notes.append(pick("Wat de uitwisseling doet: ", "What the exchange does: ") + "samenloop status")
    }
    return output
  }

  /// The new matches with other regions: once those that were found name who is involved there, or when the time is over.
  private func newMatches() throws(CommandFailure) -> [MatchDocument] {
    let end = MonotonicTime.now + Double(seconds)
    var (cursor, found) = (before, [String: MatchDocument]())
    while true {
      let next = try Self.changes(after: cursor, client)
      cursor = next.cursor
      for change in next.changes {
        switch change.match {
        case .gone(let id): found[id] = nil
        case .held(let match) where match.scope == .across && match.status == .open: found[match.matchId] = match
        case .held(let match): found[match.matchId] = nil
        }
      }
      let isComplete = !found.isEmpty && found.values.allSatisfy { !$0.involvements.isEmpty }
      if next.changes.isEmpty && (isComplete || MonotonicTime.now >= end) {
        return found.values.sorted { ($0.detectedAt, $0.matchId) < ($1.detectedAt, $1.matchId) }
      }
      if next.changes.isEmpty { usleep(200_000) }
    }
  }

  private static func changes(after cursor: String, _ client: LocalClient) throws(CommandFailure) -> ChangesDocument {
    let answer: NodeAnswer<ChangesDocument> = try client.call(
      .changes, query: [("after", cursor), ("limit", page)], timeout: 300)
    return answer.document
  }
}
