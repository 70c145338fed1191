import Evidence
import Journal
import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Node
@testable import Region

/// Objections, erasures and informing by the identity of a person, and the terms of requests.
@Suite(.timeLimit(.minutes(20))) struct SubjectRequestTests {
  private static let youth = "vnr:1000000000"
  private static let day = 86_400_000

  private func alone() throws -> (World, OfficerDesk) {
    let world = try World(seed: 12, regions: 1, identities: 4)
    return (world, try OfficerDesk(world.nodes[0]))
  }

  private func signal(_ world: World, _ id: String, _ youth: String = youth, at number: Int = 0) throws {
    try world.put(
      Report(
        id: id, youth: [youth], person: "person-\(id)", startedOn: world.nodes[number].today.adding(days: -30)),
      at: number)
  }

  private func standing(_ answer: OfficerDesk.Answer) -> JSONValue? {
    #expect(answer.status == 200, "\(answer.text)")
    return answer.body["standing"]
  }

  // MARK: - Objection

  @Test func objectionOfSomebodyUnknownHoldsWhatComesLater() throws {
    let (world, desk) = try alone()
    let lodged = try desk.subject("objection", Self.youth, "representative", ["objection": "lodged"])
    #expect(standing(lodged) == "held" && lodged.body["request"]?["decision"] == "objection-1")
    try signal(world, "s1")
    #expect(desk.node.state.signals.summary("s1")?.objectedOn != nil)
    #expect(desk.node.state.signals.summary("s1")?.isInFeed == false)
    let rejected = try desk.subject("objection", Self.youth, "representative", ["objection": "rejected"])
    #expect(standing(rejected) == "released" && rejected.body["request"]?["outcome"] == "rejected")
    #expect(desk.node.state.signals.summary("s1")?.isInFeed == true)
    try world.checkReplay(0)
  }

  @Test func answersAndEntriesAreThoseOfAKnownYouth() throws {
    let (world, known) = try alone()
    var hidden = Report(
      id: "shelter", youth: [Self.youth], person: "p", startedOn: world.nodes[0].today.adding(days: -3))
    hidden.shielding = "withheld"
    try world.put(hidden, at: 0)
    let (_, unknown) = try alone()
    let counts = try [known, unknown].map { try $0.entries().count }
    for (step, more) in [
      ("objection", ["objection": "lodged"]), ("objection", ["objection": "rejected"]),
      ("erasure", ["confirm": "erasure"]), ("informing", ["on": .string(known.node.today.iso)]),
    ] as [(String, JSONValue)] {
      let answers = try [known, unknown].map { try $0.subject(step, Self.youth, "youth", more) }
      #expect(answers[0].status == 200 && answers[0].bytes == answers[1].bytes, "\(step) \(answers[0].text)")
    }
    let shapes = try zip([known, unknown], counts).map { desk, count in
      try desk.entries().dropFirst(count).map { entry in
        entry.objectValue?.keys.sorted() ?? []
      }
    }
    #expect(shapes[0] == shapes[1])
  }

  @Test func objectionIsUpheldByTwoPeopleAndTheRequestEnds() throws {
    let (world, desk) = try alone()
    try signal(world, "s1")
    _ = try desk.subject("objection", Self.youth, "youth", ["objection": "lodged"])
    #expect(
      standing(try desk.subject("objection", Self.youth, "youth", ["objection": "upheld"])) == "awaits-second-person")
    // Twice by one person is once; another officer is not enough.
    #expect(
      standing(try desk.subject("objection", Self.youth, "youth", ["objection": "upheld"])) == "awaits-second-person")
    let second = try desk.subject(
      "objection", Self.youth, "youth", ["objection": "upheld"], as: OfficerDesk.secondOfficer)
    #expect(second.status == 409 && desk.node.state.signals.count == 1)
    let upheld = try desk.post("/v1/signals/objection-1/objection", ["objection": "upheld"], as: OfficerDesk.index)
    #expect(standing(upheld) == "erased" && desk.node.state.signals.count == 0)
    let request = try #require(try desk.get("/v1/subject-requests").body["requests"]?[0])
    #expect(request["outcome"] == "erased" && request["daysLeft"] == nil && request["decision"] == nil)
    #expect(desk.node.state.rights.all.allSatisfy { $0.youth.isEmpty && $0.parent.isEmpty })
    try world.checkReplay(0)
  }

  @Test func parentCannotObjectOrEraseOrBeInformedInPlaceOfTheYouth() throws {
    let (_, desk) = try alone()
    for (step, more) in [
      ("objection", ["objection": "lodged"]), ("erasure", ["confirm": "erasure"]), ("informing", ["on": "2026-01-01"]),
    ] as [(String, JSONValue)] {
      let answer = try desk.subject(step, Self.youth, "parent", more)
      #expect(answer.status == 400 && answer.text.contains("capacity"), "\(step) \(answer.text)")
    }
    #expect(desk.node.state.signals.allHolds.isEmpty && desk.node.state.rights.all.isEmpty)
  }

  // MARK: - Erasure

  @Test func erasureTakesTwoPeopleAndTheWordTwice() throws {
    let (world, desk) = try alone()
    try signal(world, "s1")
    try signal(world, "s2")
    #expect(try desk.subject("erasure", Self.youth).status == 400)
    let first = try desk.subject("erasure", Self.youth, "youth", ["confirm": "erasure"])
    #expect(standing(first) == "awaits-second-person" && first.body["request"]?["decision"] == "erasure-1")
    #expect(desk.node.state.signals.count == 2 && desk.node.state.signals.summary("s1")?.isInFeed == false)
    let path = "/v1/subject-requests/request-1/erasure"
    #expect(try desk.post(path, ["confirm": "request-2"], as: OfficerDesk.index).status == 400)
    #expect(try desk.post(path, ["confirm": "request-1"]).status == 409)
    #expect(try desk.post(path, ["confirm": "request-1"], as: OfficerDesk.secondOfficer).status == 409)
    #expect(desk.node.state.signals.count == 2)
    let decisions = try desk.get("/v1/decisions", as: OfficerDesk.index).body["decisions"]?[0]
    #expect(decisions?["kind"] == "erasure" && decisions?["next"]?.stringValue?.contains("subject confirm") == true)
    let second = try desk.post(path, ["confirm": "request-1"], as: OfficerDesk.index)
    #expect(standing(second) == "erased" && second.body["request"]?["reason"] == nil)
    #expect(desk.node.state.signals.count == 0)
    #expect(desk.node.state.signals.marks["s1"]?.signal.cause == .erasureRequested)
    let entry = try #require(try desk.entries(.signalsErased).last)
    #expect(entry["requests"] == ["request-1"] && entry["count"] == 2 && entry["cause"] == "erasure-request")
    let closed = try #require(try desk.entries(.subjectRequest).last)
    #expect(closed["outcome"] == "erased" && closed["erased"] == 2)
    // No report brings it back.
    #expect(
      try desk.node.engine.putSignal(
        id: "s1", document: Report(id: "s1", youth: [Self.youth], person: "new", startedOn: desk.node.today).document
      )["result"] == "keptErased")
    try world.checkReplay(0)
  }

  @Test func requestForErasureThatIsTakenBackResumesExchange() throws {
    let (world, desk) = try alone()
    try signal(world, "s1")
    _ = try desk.subject("erasure", Self.youth, "youth", ["confirm": "erasure"])
    let closed = try desk.post("/v1/subject-requests/request-1/closing", ["outcome": "withdrawn"])
    #expect(closed.status == 200 && closed.body["outcome"] == "withdrawn")
    #expect(desk.node.state.signals.summary("s1")?.isInFeed == true && desk.node.state.signals.allHolds.isEmpty)
    #expect(try desk.post("/v1/subject-requests/request-1/certificate", [:]).status == 409)
  }

  @Test func certificateNamesThePeersConfirmationAndVerifiesOffline() throws {
    let world = try World(seed: 13, regions: 2, identities: 4)
    try world.connectAll()
    let desk = try OfficerDesk(world.nodes[0])
    let youth = "vnr:1000000007"
    try signal(world, "s1", youth)
    try signal(world, "other", "vnr:1000000008")
    try world.settle()
    world.separate(0, 1)
    _ = try desk.subject("erasure", youth, "youth", ["confirm": "erasure", "reason": "file 7"])
    let path = "/v1/subject-requests/request-1"
    #expect(try desk.post(path + "/erasure", ["confirm": "request-1"], as: OfficerDesk.index).status == 200)
    world.time.advance(7 * 3_600_000)
    desk.node.engine.tick()
    let early = try desk.post(path + "/certificate", [:])
    #expect(early.status == 200, "\(early.text)")
    let pending = EvidenceVerifier().verify(early.bytes)
    #expect(pending.faults.isEmpty, "\(pending.faults)")
    #expect(pending.manifest?.scope.erasure?.unconfirmed.map(\.standing) == [.pending])
    try world.settle()
    world.time.advance(7 * 3_600_000)
    try world.settle()
    let answer = try desk.post(path + "/certificate", [:])
    #expect(answer.status == 200, "\(answer.text)")
    let findings = EvidenceVerifier().verify(answer.bytes)
    #expect(findings.faults.isEmpty && findings.verdict == .selfAsserted, "\(findings.faults)")
    let erasure = try #require(findings.manifest?.scope.erasure)
    #expect(erasure.receipts.count == 1 && erasure.unconfirmed.isEmpty && findings.receipts == 1)
    for word in [youth, "file 7", "Officer", "person-s1"] { #expect(!answer.text.contains(word), "\(word)") }
    #expect(answer.text.contains("\"standing\":\"confirmed\""))
    // One byte of what it says of a peer.
    var changed = answer.bytes
    let place = try #require(
      changed.indices.first { changed[$0...].starts(with: "\"signals\":1".utf8) })
    changed[place + 10] = UInt8(ascii: "0")
    #expect(EvidenceVerifier().verify(changed).verdict == .tampered)
  }

  // MARK: - Informing

  @Test func dayOfInformingStandsForAllSignalsAndOutlivesReportsWithoutOne() throws {
    let (world, desk) = try alone()
    try signal(world, "s1")
    try signal(world, "s2")
    let on = desk.node.today.adding(days: -1)
    let answer = try desk.subject("informing", Self.youth, "youth", ["on": .string(on.iso)])
    #expect(answer.status == 200 && answer.body == ["on": .string(on.iso)])
    #expect(["s1", "s2"].allSatisfy { desk.node.state.signals.summary($0)?.informedOn == on })
    #expect(desk.node.state.signals.figures.notInformed == 0)
    try world.put(
      Report(id: "s1", youth: [Self.youth], person: "changed", startedOn: desk.node.today.adding(days: -30)), at: 0)
    #expect(desk.node.state.signals.summary("s1")?.informedOn == on)
    #expect(try desk.entries(.familyInformed).count == 1)
    #expect(try desk.subject("informing", Self.youth, "youth", ["on": "2099-01-01"]).status == 400)
    #expect(desk.node.engine.writeSnapshot())
    try world.checkReplay(0)
  }

  // MARK: - Terms

  @Test func requestHasFourWeeksAndTwoMonthsMoreOnce() throws {
    let (world, desk) = try alone()
    let received = desk.node.today.adding(days: -2)
    _ = try desk.subject("report", Self.youth, "youth", ["reason": "x", "receivedOn": .string(received.iso)])
    func request() throws -> JSONValue { try #require(try desk.get("/v1/subject-requests").body["requests"]?[0]) }
    func waiting() -> [Int] {
      let requests = desk.node.engine.status().requests
      return [requests.open, requests.overdue]
    }
    #expect(try request()["daysLeft"] == 26 && request()["dueOn"] == .string(received.adding(days: 28).iso))
    #expect(waiting() == [1, 0])
    world.time.advance(27 * Self.day)
    #expect(try request()["daysLeft"] == -1 && waiting() == [1, 1])
    let path = "/v1/subject-requests/request-1"
    #expect(try desk.post(path + "/extension", ["ground": "busy"]).status == 400)
    let extended = try desk.post(path + "/extension", ["ground": "complex"])
    #expect(extended.body["dueOn"] == .string(received.adding(days: 28).adding(months: 2).iso), "\(extended.text)")
    #expect(try desk.post(path + "/extension", ["ground": "complex"]).status == 409)
    #expect(try desk.post(path + "/closing", ["outcome": "erased"]).status == 400)
    #expect(try desk.post(path + "/closing", ["outcome": "answered"]).body["outcome"] == "answered")
    #expect(try desk.post(path + "/closing", ["outcome": "answered"]).status == 409)
    #expect(try desk.post("/v1/subject-requests/request-9/closing", ["outcome": "answered"]).status == 404)
    #expect(try desk.entries(.subjectRequest).map { $0["step"] } == ["opened", "extended", "closed"])
    #expect(desk.node.state.rights.all.allSatisfy { $0.youth.isEmpty })
    // The officer's text goes with the request, 400 days after its end.
    #expect(desk.node.state.audit.keys[.requestText(1, "x")] != nil)
    for _ in 0..<402 {
      world.time.advance(Self.day)
      desk.node.engine.tick()
    }
    #expect(desk.node.state.rights.all.isEmpty && desk.node.state.audit.keys[.requestText(1, "x")] == nil)
    try world.checkReplay(0)
  }
}
