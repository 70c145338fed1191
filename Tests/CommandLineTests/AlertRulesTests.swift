import PeerProtocol
import Testing

@testable import CommandLine

/// The example rules: what they read is there, and what they advise can be run.
@Suite(.timeLimit(.minutes(30))) struct AlertRulesTests {
  private static let yaml = AlertRules.yaml(job: "samenloop")

  @Test func eachEndIsToldThreeTimes() {
    for figure in ["certificate", "agreement", "legal_ground"] {
      for days in [60, 14, 3] {
        #expect(Self.yaml.contains("samenloop_\(figure)_expiry_timestamp_seconds - time() < \(days) * 86400"))
      }
    }
  }

  @Test func commandsInActionsAreThoseOfTheProgram() {
    let known = CommandTable.commands.map(\.path) + [["demo"]]
    for line in Self.yaml.split(separator: "\n") where line.contains("action: ") {
      for part in line.split(separator: ";") {
        let words = part.split { !($0.isLetter || $0 == "-") }.map(String.init)
        guard let start = words.firstIndex(of: "samenloop") else { continue }
        let rest = Array(words[(start + 1)...])
        #expect(known.contains { Array(rest.prefix($0.count)) == $0 }, "\(part)")
      }
    }
  }

  @Test func jobOfARuleIsPlain() throws {
    let parser = ArgumentParser(commands: CommandTable.commands)
    guard case .run(let good) = try parser.parse(["generate", "alert-rules", "--job", "node-1"]),
      case .run(let bad) = try parser.parse(["generate", "alert-rules", "--job", "a\"} or vector(1"])
    else { return }
    #expect(try good.command.run(good).text.contains("up{job=\"node-1\"}"))
    #expect(throws: CommandFailure.self) { try bad.command.run(bad) }
  }
}
