import Journal
import PeerProtocol
import Simulation
import Testing
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// What a person is told of the data on them, and what nobody can learn from it.
@Suite(.timeLimit(.minutes(20))) struct SubjectReportTests {
  private static let youth = "vnr:1000000000"
  private static let parent = "vnr:2000000000"
  private static let capacities = ["youth", "parent", "both", "representative"]

  /// Two regions with an agreement, and the desk of the first.
  private func regions(_ report: (World) throws -> Void = { _ in }) throws -> (World, OfficerDesk) {
    let world = try World(seed: 11, regions: 2, identities: 4)
    world.kinds = ["youth", "guardian"]
    try world.connectAll()
    try report(world)
    try world.settle()
    return (world, try OfficerDesk(world.nodes[0]))
  }

  private func signal(_ world: World, _ id: String, at number: Int, shielding: String = "none") throws {
    var report = Report(
      id: id, youth: [Self.youth], person: "person-\(id)", startedOn: world.nodes[number].today.adding(days: -30))
    report.guardians = [Self.parent]
    report.shielding = shielding
    try world.put(report, at: number)
  }

  private func identity(_ capacity: String) -> String { capacity == "parent" ? Self.parent : Self.youth }

  /// The answer without its times, and with the days counted from the day on which it was made.
  private func bare(_ answer: OfficerDesk.Answer) throws -> [UInt8] {
    var body = answer.body
    #expect(answer.status == 200, "\(answer.text)")
    body["madeAt"] = nil
    var request = try #require(body["request"])
    request["receivedOn"] = nil
    request["dueOn"] = nil
    body["request"] = request
    return body.bytes
  }

  /// Which members each new entry of the log has, without what differs from entry to entry.
  private func shapes(_ desk: OfficerDesk, after count: Int) throws -> [String] {
    try desk.entries().dropFirst(count).map { entry in
      var bare = entry
      for name in ["at", "salt", "received", "due"] { bare[name] = nil }
      bare["holder"] = bare["holder"].map { _ in "holder" }
      bare["things"] = bare["things"]?.arrayValue.map { .array($0.map { _ in "thing" }) }
      return bare.text
    }
  }

  /// The other parent hides with the youth: this region has a withheld signal, and another region has one, too.
  @Test(arguments: capacities) func reportAboutAWithheldYouthIsTheSameAsOneAboutNobody(capacity: String) throws {
    let (_, hiding) = try regions { world in
      try signal(world, "shelter", at: 0, shielding: "withheld")
      try signal(world, "elsewhere", at: 1, shielding: "withheld")
    }
    let (_, empty) = try regions()
    #expect(hiding.node.state.signals.count == 1 && empty.node.state.signals.count == 0)
    let counts = try (hiding.entries().count, empty.entries().count)
    let reason: JSONValue = ["reason": "file 1"]
    let answers = try [hiding, empty].map { try $0.subject("report", identity(capacity), capacity, reason) }
    #expect(try bare(answers[0]) == bare(answers[1]))
    #expect(try shapes(hiding, after: counts.0) == shapes(empty, after: counts.1))
  }

  /// A parent lives in the first region, the other one in the second: both regions have a signal that is not shielded.
  @Test(arguments: ["parent", "representative"]) func parentLearnsOfNoOtherRegion(capacity: String) throws {
    let (_, both) = try regions { world in
      try signal(world, "here", at: 0)
      try signal(world, "there", at: 1)
    }
    let (_, one) = try regions { world in try signal(world, "here", at: 0) }
    #expect(both.node.state.matches.openCount > 0 && one.node.state.matches.openCount == 0)
    let reports = try [both, one].map { try $0.subject("report", identity(capacity), capacity, ["reason": "file 1"]) }
    #expect(try bare(reports[0]) == bare(reports[1]))
    #expect(reports[0].body["signals"]?.arrayValue?.count == 1)
    let told = try both.subject("report", Self.youth, "youth", ["reason": "file 1"]).body
    #expect(told["matches"]?[0]?["region"] == "region-1" && told["recipients"]?[0]?["peer"] == "region-1")
    #expect(told["disclosures"]?[0]?["region"] == "region-1" && told["disclosures"]?[0]?["on"] != nil)
    #expect(told["matches"]?[0]?["told"]?[0]?["organisation"] == "Organisation jeugdhulp")
  }

  @Test func withheldSignalBesideOthersIsLeftOut() throws {
    let (_, desk) = try regions { world in
      try signal(world, "open", at: 0)
      try signal(world, "shelter", at: 0, shielding: "withheld")
      try signal(world, "police", at: 0, shielding: "desk")
    }
    let report = try desk.subject("report", Self.youth, "youth", ["reason": "file 1"]).body
    #expect(report["signals"]?.arrayValue?.count == 2)
    let organisations = (report["signals"]?.arrayValue ?? []).map { $0["organisation"] }
    #expect(organisations.contains("Organisation jeugdhulp") && organisations.contains("Desk of region-0"))
    #expect(try desk.entries(.subjectReport).last?["things"]?.arrayValue?.count == 2)
  }

  @Test func eachLookIsListedWithItsDayAndPurposeAndNeverWithAName() throws {
    let (world, desk) = try regions { world in try signal(world, "s1", at: 0) }
    #expect(try desk.get("/v1/signals/s1", as: OfficerDesk.index).status == 200)
    world.time.advance(86_400_000)
    let second = desk.node.today
    #expect(try desk.get("/v1/signals", as: OfficerDesk.index).status == 200)
    let first = try desk.subject("report", Self.youth, "youth", ["reason": "file 1"])
    let looks = try #require(first.body["looks"]?.arrayValue)
    #expect(looks.map { $0["purpose"] } == ["signal-administration", "signal-administration"])
    #expect(looks.last?["on"] == .string(second.iso) && looks.first?["on"] == .string(second.adding(days: -1).iso))
    // The report itself was a look, which the next one tells.
    let again = try desk.subject("report", Self.youth, "youth", ["reason": "file 1"])
    let told = try #require(again.body["looks"]?.arrayValue)
    #expect(told.count == 3 && told.contains { $0["purpose"] == "access-request" })
    #expect(again.body["request"]?["id"] == first.body["request"]?["id"])
    for name in ["Officer", "Index", "person-s1", Self.youth, "file 1"] {
      #expect(!again.text.contains(name), "\(name)")
    }
    #expect(!again.text.contains(OfficerCertificate.id(of: OfficerDesk.index.certificateSHA256)))
  }

  @Test func entryOfAReportNamesNobodyAndOpensToTheReason() throws {
    let (_, desk) = try regions { world in try signal(world, "s1", at: 0) }
    _ = try desk.subject("report", Self.youth, "youth", ["reason": "file 2026-118"])
    let entry = try #require(try desk.entries(.subjectReport).last)
    #expect(entry["request"] == "request-1" && entry["ground"] == "rights-of-others")
    #expect(entry["things"]?.arrayValue?.count == 1 && entry["role"] == "privacy-officer")
    let all = try desk.entries().map(\.text).joined()
    #expect(!all.contains("2026-118") && !all.contains(Self.youth) && !all.contains("\"s1\""))
    #expect(desk.node.state.audit.keys[.requestText(1, "file 2026-118")] != nil)
    #expect(try desk.get("/v1/subject-requests").body["requests"]?[0]?["reason"] == "file 2026-118")
  }

  @Test func nothingIsToldWhereTheEntryCannotBeWritten() throws {
    let (_, desk) = try regions { world in try signal(world, "s1", at: 0) }
    desk.node.journal.inner.refuse(with: .full)
    let answer = try desk.subject("report", Self.youth, "youth", ["reason": "file 1"])
    #expect(answer.status == 503 && !answer.text.contains("Organisation"))
    desk.node.journal.inner.refuse(with: nil)
    #expect(try desk.subject("report", Self.youth, "youth", ["reason": "file 1"]).status == 200)
  }

  @Test(
    arguments: [
      (["identity": "bsn:900000017", "capacity": "youth", "reason": "x"], "identity: "),
      (["identity": "900000016", "capacity": "youth", "reason": "x"], "identity: "),
      (["identity": "vnr:1000000000", "capacity": "father", "reason": "x"], "capacity: must be one of youth, parent"),
      (["identity": "vnr:1000000000", "capacity": "youth"], "reason: "),
      (["identity": "vnr:1000000000", "capacity": "youth", "reason": "about 900 000 016"], "long number"),
      (["identity": "vnr:1000000000", "capacity": "youth", "reason": "x", "receivedOn": "yesterday"], "receivedOn: "),
      (["identity": "vnr:1000000000", "capacity": "youth", "reason": "x", "receivedOn": "2099-01-01"], "receivedOn: "),
    ] as [(JSONValue, String)]) func faultIsNamedAndNotRepeated(body: JSONValue, fault: String) throws
  {
    let (_, desk) = try regions()
    let answer = try desk.post("/v1/subjects/report", body)
    #expect(answer.status == 400 && answer.text.contains(fault), "\(answer.text)")
    for value in [body["identity"], body["reason"]].compactMap(\.self) where value.stringValue?.count ?? 0 > 2 {
      #expect(!answer.text.contains(value.stringValue ?? ""), "\(answer.text)")
    }
    #expect(try desk.entries(.subjectReport).isEmpty && desk.entries(.subjectRequest).isEmpty)
  }

  @Test func onlyPrivacyOfficersAsk() throws {
    let (_, desk) = try regions()
    for client in [OfficerDesk.index, OfficerDesk.coordinator, OfficerDesk.operator] {
      for step in ["report", "objection", "erasure", "informing"] {
        #expect(try desk.subject(step, Self.youth, "youth", [:], as: client).status == 403, "\(step)")
      }
      #expect(try desk.get("/v1/subject-requests", as: client).status == 403)
    }
  }
}
