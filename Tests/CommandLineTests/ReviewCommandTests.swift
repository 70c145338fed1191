import LocalAPI
import PeerProtocol
import TestSupport
import Testing

@testable import CommandLine
@testable import Node

/// `samenloop audit review …`.
@Suite(.timeLimit(.minutes(30))) struct ReviewCommandTests {
  @Test func reviewIsPlannedShownAndClosed() throws {
    let node = try TestNode()
    try node.start()
    let early = try node.command("audit", "review", "next")
    #expect(early.status == ExitCode.badData.rawValue && early.errors.contains("audit review plan"), "\(early)")
    let refused = try node.command("audit", "review", "plan", "--share", "5%", "--every", "week", "--as", "operator")
    #expect(refused.status == ExitCode.notPermitted.rawValue)
    let planned = try node.done("audit", "review", "plan", "--share", "5%", "--every", "week")
    #expect(planned["share"] == 5 && planned["every"] == "week" && planned["next"]?["stage"] == "due")
    let id = try #require(planned["next"]?["id"]?.stringValue)
    #expect(try node.done("status")["reviews"] == planned)

    let uncovered = try node.command("audit", "review", "next")
    #expect(uncovered.status != 0 && uncovered.errors.contains("checkpoint"), "\(uncovered)")
    let file = node.folder.file("export.tar")
    _ = try node.done("evidence", "export", "--from", "2026-01-01", "--to", "2099-01-01", "--output", file)
    let review = try node.done("audit", "review", "next")
    #expect(review["id"] == .string(id) && review["found"] == 0 && review["chosen"] == [])
    let text = try TestNode.run(["audit", "review", "next", "--home", node.home.path])
    #expect(text.output.hasPrefix("\(id): 0 of 0 entries that concern people"), "\(text)")
    #expect(text.errors.contains("samenloop audit review close \(id)"))

    let unfounded = try node.command("audit", "review", "close", id, "--outcome", "incident")
    #expect(unfounded.status == ExitCode.badData.rawValue && unfounded.errors.contains("references"), "\(unfounded)")
    let closed = try node.done("audit", "review", "close", "--outcome", "in-order", operand: id)
    #expect(closed["last"]?["id"] == .string(id) && closed["last"]?["outcome"] == "in-order")
    #expect(closed["next"]?["stage"] == "upcoming")
    let again = try node.command("audit", "review", "close", id, "--outcome", "in-order")
    #expect(again.status != 0 && again.errors.contains("No review is open"), "\(again)")

    let list = try TestNode.run(["audit", "list", "--home", node.home.path])
    for kind in ["review-planned", "review-opened", "reviewed"] { #expect(list.output.contains(" \(kind) ")) }
    #expect(list.output.contains("outcome=in-order"))
  }

  @Test(arguments: [
    (["plan", "--every", "week", "--share", "0%"], "--share"),
    (["plan", "--every", "week", "--share", "101"], "--share"),
    (["plan", "--every", "day", "--share", "5"], "week, month"),
    (["close", "week-2026-11-16", "--outcome", "fine"], "in-order"),
    ([], "add one of these: plan, next, close"), (["plam"], "did you mean"), (["anything"], "plan, next, close"),
  ]) func wrongWordsAreNamed(words: [String], named: String) throws {
    let run = try TestNode.run(["audit", "review"] + words)
    #expect(run.status == ExitCode.usage.rawValue && run.errors.contains(named), "\(run)")
  }

  @Test func statusTellsWhatIsDue() throws {
    func text(_ stage: String) throws -> String {
      StatusText.text(
        try DocumentSamples.status([
          "reviews": [
            "share": 5, "every": "week",
            "next": [
              "id": "week-2026-11-16", "from": "2026-11-16", "to": "2026-11-23", "overdueOn": "2026-11-30",
              "stage": .string(stage),
            ],
          ]
        ]))
    }
    #expect(try !text("upcoming").contains("review"))
    #expect(
      try text("due").contains("\nthe review week-2026-11-16 of the audit log has to be closed before 2026-11-30."))
    #expect(
      try text("overdue").contains("\nalarm: the review week-2026-11-16 of the audit log is overdue since 2026-11-30."))
  }
}
