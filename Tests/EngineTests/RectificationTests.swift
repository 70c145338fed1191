import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Node
@testable import Region

/// Requests of people that something is set right (GDPR article 16).
@Suite(.timeLimit(.minutes(30))) struct RectificationTests {
  private static let person = "vnr:1000000000"

  private let world: World
  private let desk: OfficerDesk

  init() throws {
    world = try World(seed: 14, regions: 1, identities: 4)
    desk = try OfficerDesk(world.nodes[0])
  }

  private func close(_ id: String, _ body: JSONValue) throws -> OfficerDesk.Answer {
    try desk.post("/v1/subject-requests/\(id)/closing", body)
  }

  @Test(arguments: ["youth", "parent", "both", "representative"]) func requestWaitsWithItsTerm(capacity: String) throws
  {
    let request = try desk.subject("correction", Self.person, capacity, ["reason": "file 7"]).body
    #expect(request["kind"] == "rectification" && request["daysLeft"] == 28 && request["decision"] == nil)
    let again = try desk.subject("correction", Self.person, capacity, ["reason": "file 8"]).body
    #expect(again["id"] == request["id"], "the same question is one request")
    let listed = try desk.get("/v1/subject-requests").body["requests"]?.arrayValue
    #expect(listed?.count == 1 && listed?.first?["reason"] == "file 7")
    let closed = try close("request-1", ["outcome": "corrected"])
    #expect(closed.body["outcome"] == "corrected" && closed.body["closingReason"] == nil)
    #expect(world.nodes[0].state.rights.requests[1]?.youth == [])
    try world.checkReplay(0)
  }

  @Test func refusalNeedsAReason() throws {
    _ = try desk.subject("correction", Self.person)
    let bare = try close("request-1", ["outcome": "refused"])
    #expect(bare.status == 400 && bare.text.contains("reason"))
    #expect(try close("request-1", ["outcome": "answered"]).status == 409)
    let numbered = try close("request-1", ["outcome": "refused", "reason": "as to 900000016"])
    #expect(numbered.status == 400 && !numbered.text.contains("900000016"))
    let closed = try close("request-1", ["outcome": "refused", "reason": "the school confirmed it"])
    #expect(closed.status == 200 && closed.body["closingReason"] == "the school confirmed it")
    let entries = try desk.entries(.subjectRequest)
    #expect(entries.map { $0["step"] } == ["opened", "closed"])
    #expect(!entries.contains { $0.text.contains("school") }, "an entry holds a commitment to the text")
    let thing = AuditThing.requestText(1, "the school confirmed it")
    #expect(world.nodes[0].state.audit.keys[thing] != nil)
    try world.nodes[0].restart()
    #expect(world.nodes[0].state.rights.requests[1]?.closingReason == "the school confirmed it")
    // The text and its key go with the request.
    world.time.advance(450 * 86_400_000)
    for _ in 0..<3 {
      world.time.advance(86_400_000)
      world.nodes[0].engine.tick()
    }
    #expect(world.nodes[0].state.rights.requests.isEmpty && world.nodes[0].state.audit.keys[thing] == nil)
    try world.checkReplay(0)
  }

  @Test func knownAndUnknownAreAnsweredAlike() throws {
    try world.put(
      Report(id: "s1", youth: [Self.person], person: "p", startedOn: world.nodes[0].today.adding(days: -3)), at: 0)
    var answers: [JSONValue] = []
    for identity in [Self.person, "vnr:1000000001"] {
      var body = try desk.subject("correction", identity).body
      body["id"] = nil
      answers.append(body)
    }
    #expect(answers[0] == answers[1] && answers[0]["kind"] == "rectification")
    #expect(desk.node.state.signals.summary("s1")?.isInFeed == true)
  }
}
