import Foundation
import PeerProtocol
import TestSupport
import Testing

@testable import CommandLine
@testable import Node

/// Two nodes of the built program: what people do with a match, and what the other side sees of it.
@Suite(.timeLimit(.minutes(30))) struct MatchWorkTests {
  private func id(_ match: JSONValue?) throws -> String { try #require(match?["matchId"]?.stringValue) }

  @Test func followUpCoordinationAndHandoverTravelBothWays() throws {
    let pair = try TestPair()
    let (nhn, gooi) = (pair.nhn, pair.gooi)
    try nhn.put("n1", subject: "bsn:999990019")
    try gooi.put("g1", subject: "bsn:999990019")
    try pair.exchange()
    let (ours, theirs) = (try id(nhn.match(of: "n1")), try id(gooi.match(of: "g1")))

    let early = try gooi.command("match", "coordinate", "--agree", operand: theirs)
    #expect(early.status == ExitCode.badData.rawValue && early.json["code"] == "conflict", "\(early)")
    _ = try nhn.done("match", "follow-up", "--state", "contacted", "--outcome", "better-fit,earlier", operand: ours)
    let proposed = try nhn.done("match", "coordinate", "--propose", "gooi", operand: ours)
    #expect(proposed["own"]?["coordination"]?["state"] == "proposed")
    _ = try nhn.done("match", "handover", "--wanted", operand: ours)
    _ = try nhn.done("match", "consent", "--state", "given", operand: ours)
    try pair.exchange()
    let seen = try #require(try gooi.match(of: "g1")?["theirs"])
    #expect(seen["followUp"]?["state"] == "contacted")
    #expect(seen["followUp"]?["outcome"] == ["better-fit", "earlier"])
    #expect(seen["coordination"]?["state"] == "proposed" && seen["coordination"]?["holder"] == "gooi")
    #expect(seen["handover"]?["state"] == "wanted")
    #expect(seen["consent"] == "given")
    #expect(try gooi.worklist() == [["g1", "unread", "nobody-leads", "handover-wanted"]])

    let agreed = try gooi.done("match", "coordinate", "--agree", operand: theirs)
    #expect(agreed["own"]?["coordination"]?["state"] == "agreed")
    let bare = try gooi.command("match", "follow-up", "--state", "none-needed", operand: theirs)
    #expect(bare.status == ExitCode.badData.rawValue && bare.json["code"] == "malformed", "\(bare)")
    _ = try gooi.done(
      "match", "follow-up", "--state", "none-needed", "--reason", "already-in-contact", operand: theirs)
    _ = try gooi.done("match", "handover", "--done", operand: theirs)
    try pair.exchange()
    for (node, signal) in [(nhn, "n1"), (gooi, "g1")] {
      let match = try #require(try node.match(of: signal))
      for side in ["own", "theirs"] {
        #expect(match[side]?["coordination"]?["state"] == "agreed", "\(match)")
        #expect(match[side]?["coordination"]?["holder"] == "gooi", "\(match)")
      }
    }
    let answer = try #require(try nhn.match(of: "n1")?["theirs"])
    #expect(answer["followUp"]?["reason"] == "already-in-contact")
    #expect(answer["handover"]?["state"] == "done")
    // All is said; it is only that nobody looked at the page.
    #expect(try nhn.worklist() == [["n1", "unread"]])
    _ = try nhn.done("match", "show", operand: ours)
    #expect(try nhn.worklist() == [])

    let kept = try nhn.match(of: "n1")
    #expect(nhn.stop() == 0)
    try nhn.start()
    #expect(try nhn.match(of: "n1") == kept)
  }

  @Test func underApprovalEachSideReleasesItsOwnContacts() throws {
    let pair = try TestPair(contactRelease: "approval")
    let (nhn, gooi) = (pair.nhn, pair.gooi)
    try nhn.put("n1", subject: "bsn:999990019")
    try gooi.put("g1", subject: "bsn:999990019")
    try pair.exchange()
    for (node, signal) in [(nhn, "n1"), (gooi, "g1")] {
      let match = try #require(try node.match(of: signal))
      #expect(match["release"] == "awaiting" && match["involvements"] == [], "\(match)")
      #expect(try node.worklist() == [[signal, "unread", "nobody-leads", "awaits-release"]])
    }
    let ours = try id(nhn.match(of: "n1"))
    let asIndex = try nhn.command("match", "release", "--as", "index", operand: ours)
    #expect(asIndex.status == ExitCode.notPermitted.rawValue, "\(asIndex)")
    _ = try nhn.done("match", "release", operand: ours)
    try pair.exchange()
    #expect(try gooi.match(of: "g1")?["involvements"]?[0]?["contact"]?["name"] == "Name n1")
    #expect(try nhn.match(of: "n1")?["involvements"] == [])
    #expect(try nhn.match(of: "n1")?["release"] == "released")
    #expect(try gooi.match(of: "g1")?["release"] == "awaiting")
    _ = try gooi.done("match", "release", operand: try id(gooi.match(of: "g1")))
    try pair.exchange()
    #expect(try nhn.match(of: "n1")?["involvements"]?[0]?["contact"]?["name"] == "Name g1")
  }

  @Test func moveAsksForHandover() throws {
    let pair = try TestPair()
    try pair.nhn.put("n1", subject: "bsn:999990019")
    try pair.gooi.put("g1", subject: "bsn:999990019")
    try pair.exchange()
    let match = try id(pair.nhn.match(of: "n1"))
    _ = try pair.nhn.done("match", "show", operand: match)
    let refused = try pair.nhn.command("match", "release", operand: match)
    #expect(refused.status == ExitCode.badData.rawValue && refused.json["code"] == "conflict", "\(refused)")
    _ = try pair.nhn.done("signal", "withdraw", "n1", "--reason", "moved-away")
    try pair.exchange()
    #expect(try pair.nhn.worklist() == [["n1", "no-contact", "nobody-leads", "handover-wanted"]])
    #expect(try pair.gooi.worklist() == [["g1", "unread", "nobody-leads", "handover-wanted"]])
    #expect(try pair.gooi.match(of: "g1")?["involvements"]?[0]?["left"]?.stringValue != nil)
  }

  @Test func coordinatorSeesOnlyMatchesOfTheirMunicipality() throws {
    let pair = try TestPair()
    let nhn = pair.nhn
    for (number, municipality) in [(1, "GM0363"), (2, "GM0384")] {
      let subject = number == 1 ? "bsn:999990019" : "bsn:999990020"
      try nhn.put("n\(number)", subject: subject, guardian: "bsn:999990032", municipality: municipality)
      try pair.gooi.put("g\(number)", subject: subject)
      // One after the other, so that it is known which is older.
      try pair.exchange()
    }
    let pem = nhn.folder.file("boer.pem")
    _ = try nhn.done(
      "credential", "issue", "--role", "coordinator", "--municipality", "GM0363", "--name", "A. de Boer", "--out", pem)
    let (own, other) = (try id(nhn.match(of: "n1")), try id(nhn.match(of: "n2")))
    #expect(
      try nhn.worklist() == [
        ["n1", "unread", "nobody-leads"], ["n2", "unread", "nobody-leads"],
      ])
    #expect(try nhn.worklist("--credential", pem) == [["n1", "unread", "nobody-leads"]])
    let listed = try nhn.done("match", "list", "--scope", "all", "--credential", pem)["matches"]?.arrayValue
    #expect(listed?.map { $0["matchId"] } == [.string(own)])
    for step in [
      ["show"], ["follow-up", "--state", "contacted"], ["coordinate", "--propose", "nhn"], ["coordinate", "--agree"],
      ["handover", "--wanted"], ["consent", "--state", "asked"], ["release"],
    ] {
      let words = ["match"] + step + ["--credential", pem, "--home", nhn.home.path, "--json", "--"]
      let hidden = try TestNode.run(words + [other])
      let unknown = try TestNode.run(words + [String(repeating: "A", count: 22)])
      #expect(hidden.status == ExitCode.badData.rawValue && hidden.json["code"] == "not-found", "\(step) \(hidden)")
      #expect(hidden.json == unknown.json)
    }
    let page = try nhn.done("match", "show", "--credential", pem, operand: own)
    #expect(page["related"] == [])
    // The brother's match shows on the page of who may see both.
    #expect(try nhn.done("match", "show", operand: own)["related"]?[0]?["matchId"] == .string(other))
    _ = try nhn.done("match", "follow-up", "--state", "contacted", "--credential", pem, operand: own)
    #expect(try nhn.match(of: "n2")?["own"]?["followUp"]?["state"] == "notified")
  }

  @Test func aFamilyIsAssignedAsOneAndPeersDoNotSeeIt() throws {
    let pair = try TestPair()
    let nhn = pair.nhn
    for (number, municipality) in [(1, "GM0363"), (2, "GM0384")] {
      let subject = number == 1 ? "bsn:999990019" : "bsn:999990020"
      try nhn.put("n\(number)", subject: subject, guardian: "bsn:999990032", municipality: municipality)
      try pair.gooi.put("g\(number)", subject: subject)
      try pair.exchange()
    }
    let (first, second) = (try id(nhn.match(of: "n1")), try id(nhn.match(of: "n2")))
    let seenThere = try pair.gooi.match(of: "g1")
    let item = try #require(
      try TestNode.run(["worklist", "--home", nhn.home.path, "--json"]).json["items"]?[0])
    #expect(item["ours"]?[0]?["contact"]?["name"] == "Name n1" && item["related"] == [.string(second)])
    #expect(item["municipalities"] == ["GM0363"])
    let due = try #require(item["due"]?.stringValue.flatMap(Timestamp.init(rfc3339:)))
    let found = try #require(item["match"]?["detectedAt"]?.stringValue.flatMap(Timestamp.init(rfc3339:)))
    #expect(due.seconds - found.seconds == 14 * 86_400)

    let assigned = try nhn.done("match", "assign", "--to", "Sanne Mulder", operand: first)
    #expect(assigned["assignee"] == "Sanne Mulder")
    #expect(try nhn.match(of: "n2")?["assignee"] == "Sanne Mulder")
    #expect(try nhn.worklist("--assignee", "Sanne Mulder").map(\.first) == ["n1", "n2"])
    #expect(try nhn.worklist("--mine") == [] && nhn.worklist("--overdue") == [])
    #expect(try nhn.worklist("--municipality", "0384").map(\.first) == ["n2"])
    #expect(try nhn.worklist("--organisation", "Org g1").map(\.first) == ["n1"])
    #expect(try nhn.worklist("--organisation", "o-n2").map(\.first) == ["n2"])
    #expect(try nhn.worklist("--sector", "wijkteam").count == 2 && nhn.worklist("--sector", "school") == [])

    // Who sees one municipality arranges nothing for another.
    let pem = nhn.folder.file("boer.pem")
    _ = try nhn.done(
      "credential", "issue", "--role", "coordinator", "--municipality", "GM0363", "--name", "A. de Boer", "--out", pem)
    _ = try nhn.done("match", "assign", "--to-me", "--credential", pem, operand: first)
    #expect(try nhn.match(of: "n1")?["assignee"] == "A. de Boer")
    #expect(try nhn.match(of: "n2")?["assignee"] == "Sanne Mulder")
    #expect(try nhn.worklist("--mine", "--credential", pem).map(\.first) == ["n1"])
    let foreign = try nhn.command("worklist", "--municipality", "GM0384", "--credential", pem, operand: "")
    #expect(foreign.status != 0)

    #expect(try nhn.done("match", "remind", operand: second)["remindedAt"]?.stringValue != nil)
    _ = try nhn.done("match", "assign", "--to-nobody", operand: second)
    let kept = [try nhn.match(of: "n1"), try nhn.match(of: "n2")]
    #expect(kept.allSatisfy { $0?["assignee"] == nil && $0?["remindedAt"] != nil }, "\(kept)")
    #expect(nhn.stop() == 0)
    try nhn.start()
    #expect([try nhn.match(of: "n1"), try nhn.match(of: "n2")] == kept)
    try pair.exchange()
    #expect(try pair.gooi.match(of: "g1") == seenThere)
  }

  @Test func aFamilyIsShownOnOnePage() throws {
    let pair = try TestPair(kinds: ["youth", "guardian"])
    try pair.nhn.put("n1", subject: "bsn:999990019", guardian: "bsn:999990032")
    try pair.gooi.put("g1", subject: "bsn:999990019", guardian: "bsn:999990032")
    try pair.gooi.put("g2", subject: "bsn:999990020", guardian: "bsn:999990032")
    try pair.exchange()
    try pair.exchange()
    let youth = try id(pair.nhn.match(of: "n1"))
    let family = try id(pair.nhn.match(of: "n1", kind: "family"))
    let page = try pair.nhn.done("match", "show", operand: youth)
    #expect(page["related"]?.arrayValue?.map { $0["matchId"] } == [.string(family)])
    let printed = try TestNode.run(["match", "show", "--home", pair.nhn.home.path, "--", family])
    let parts = printed.output.components(separatedBy: "\nthe same family\n")
    #expect(parts.count == 2 && printed.status == 0, "\(printed)")
    #expect(parts.first?.contains(family) == true && parts.first?.contains("Org g2") == true)
    #expect(parts.last?.contains(youth) == true && parts.last?.contains("Org g1") == true)
  }

  @Test func matchesWithinTheRegionNeedNoPeer() throws {
    let node = try TestNode()
    try node.start()
    try node.put("n1", subject: "bsn:999990019", municipality: "GM0363")
    try node.put("n2", subject: "bsn:999990019", municipality: "GM0384")
    try node.put("n3", subject: "bsn:999990020", municipality: "GM0363")
    #expect(try node.done("match", "list") == ["matches": []])
    #expect(try node.done("match", "list", "--scope", "across") == ["matches": []])
    for scope in ["within", "all"] {
      let found = try #require(try node.done("match", "list", "--scope", scope)["matches"]?.arrayValue)
      #expect(found.map { $0["signals"] } == [["n1", "n2"]])
      #expect(found.first?["scope"] == "within")
    }
    let match = try #require(try node.match(of: "n1", "--scope", "within"))
    #expect(try node.done("match", "show", operand: try id(match)) == match)
    let nobody = try node.command("match", "handover", "--wanted", operand: try id(match))
    #expect(nobody.json["code"] == "conflict", "\(nobody)")
    let pem = node.folder.file("other.pem")
    _ = try node.done(
      "credential", "issue", "--role", "coordinator", "--municipality", "GM0001", "--name", "B", "--out", pem)
    #expect(try node.done("match", "list", "--scope", "within", "--credential", pem) == ["matches": []])
    #expect(
      try node.command("match", "show", "--credential", pem, operand: try id(match)).json["code"] == "not-found")
  }
}
