package import PeerProtocol

/// How often each command, event, fault and problem code occurred.
package struct Coverage: Sendable {
  /// By what an event of the simulation is.
  package var occurrences: [String: Int] = [:]
  /// By the name of the action.
  package var commands: [String: Int] = [:]
  /// Requests that were answered, by what they are about.
  package var messages: [String: Int] = [:]
  /// By the name of the event.
  package var events: [String: Int] = [:]
  /// By what went wrong.
  package var faults: [String: Int] = [:]
  /// By the code of the problem.
  package var problems: [String: Int] = [:]

  package init() {}

  /// Adds what another run covered.
  package mutating func add(_ other: Coverage) {
    occurrences.merge(other.occurrences, uniquingKeysWith: +)
    commands.merge(other.commands, uniquingKeysWith: +)
    messages.merge(other.messages, uniquingKeysWith: +)
    events.merge(other.events, uniquingKeysWith: +)
    faults.merge(other.faults, uniquingKeysWith: +)
    problems.merge(other.problems, uniquingKeysWith: +)
  }

  /// The table, a line an entry, under the heading of its part.
  package var lines: [String] {
    [
      ("occurrences", occurrences), ("commands", commands), ("messages", messages), ("events", events),
      ("faults", faults),
      ("problem codes", problems),
    ].flatMap { title, part in
      [title] + part.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    }
  }

  /// The same for programs.
  package var json: JSONValue {
    func object(_ part: [String: Int]) -> JSONValue { .object(part.mapValues { JSONValue($0) }) }
    return [
      "occurrences": object(occurrences), "commands": object(commands), "messages": object(messages),
      "events": object(events), "faults": object(faults),
      "problems": object(problems),
    ]
  }
}
