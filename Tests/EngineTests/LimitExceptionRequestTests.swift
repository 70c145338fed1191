import Cryptography
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What a node answers to a peer that puts a limit exception (Schemas/peer-protocol.md, section 3).
@Suite(.timeLimit(.minutes(30))) struct LimitExceptionRequestTests {
  @Test func aRepeatGetsTheSameAnswerAndChangesNothing() throws {
    let peer = try ForeignPeer()
    let document = try SignedDocument.sign(
      payload: peer.exception().bytes, type: .limitException, key: peer.identityKey)
    let first = peer.put(document)
    #expect(first.status == 200 && first.body == Array(#"{"status":"proposed"}"#.utf8))
    let held = peer.held()
    #expect(peer.put(document).body == first.body)
    #expect(peer.held() == held)
    try peer.node.restart()
    #expect(peer.put(document).body == first.body)
    _ = try peer.node.engine.limits.approveException(
      agreement: peer.key.agreement.base64URL, id: document.documentId.base64URL, approver: peer.node.officer)
    #expect(peer.put(document).body == Array(#"{"status":"concluded"}"#.utf8))
  }

  @Test(arguments: [
    "path", "agreement", "region", "order", "past", "another's signature", "type", "both, unknown",
    "twice the same key",
    "another agreement",
  ])
  func whatDoesNotFitIsRefused(what: String) throws {
    let peer = try ForeignPeer()
    var terms = peer.exception()
    var key = peer.identityKey
    let own = try Ed25519PrivateKey(seed: SHA256.hash(Array("identity region-0".utf8)))
    switch what {
    case "agreement": terms.agreement = try #require(DocumentId(SHA256.hash([5])))
    case "region": terms.region = try #require(RegionName("region-7"))
    case "order": terms.until = terms.from
    case "past": (terms.from, terms.until) = (terms.from.adding(days: -9), terms.from.adding(days: -8))
    case "another's signature": key = try Ed25519PrivateKey(seed: SHA256.hash([3]))
    default: break
    }
    var document = try SignedDocument.sign(
      payload: terms.bytes, type: what == "type" ? .agreement : .limitException, key: key)
    if what == "both, unknown" { try document.addSignature(type: .limitException, key: own) }
    if what == "twice the same key" { try document.addSignature(type: .limitException, key: key) }
    let before = peer.held()
    let response = peer.put(
      document, id: what == "path" ? DocumentId(SHA256.hash([6])) : nil,
      agreement: what == "another agreement" ? DocumentId(SHA256.hash([7])) : nil)
    let expected: (Int, ProblemCode) =
      switch what {
      case "path", "agreement", "region", "order": (400, .malformed)
      case "past", "both, unknown": (409, .conflict)
      case "another agreement": (403, .agreementNotActive)
      default: (400, .invalidSignature)
      }
    let problem = peer.refusal(response)
    #expect(problem.status == expected.0 && problem.code == expected.1, "\(problem)")
    #expect(!problem.detail.isEmpty)
    #expect(peer.held() == before)
    if what == "both, unknown" {
      #expect(
        peer.node.state.peering.alarms[peer.world.nodes[1].name]?.contains { $0.code == "own-signature-unknown" }
          == true)
    }
  }

  @Test func aPeerCannotFillTheNodeWithExceptions() throws {
    let peer = try ForeignPeer()
    var statuses: [Int: Int] = [:]
    for number in 0..<60 {
      let document = try SignedDocument.sign(
        payload: peer.exception(number).bytes, type: .limitException, key: peer.identityKey)
      statuses[peer.put(document).status, default: 0] += 1
    }
    #expect(statuses == [200: EngineLimits.openExceptions, 409: 60 - EngineLimits.openExceptions])
  }

  /// What people decline, or let lapse, takes no room from what they agree on, and does not pile up.
  @Test func whatCameToNothingTakesNoRoom() throws {
    let peer = try ForeignPeer()
    let name = peer.key.agreement.base64URL
    func offer(_ number: Int) throws -> String {
      let document = try SignedDocument.sign(
        payload: peer.exception(number).bytes, type: .limitException, key: peer.identityKey)
      #expect(peer.put(document).status == 200)
      return document.documentId.base64URL
    }
    for number in 0..<250 {
      let id = try offer(number)
      _ = try peer.node.engine.limits.rejectException(
        agreement: name, id: id, reason: "no", approver: peer.node.officer)
    }
    #expect(peer.node.state.limits.exceptions.count <= 101)
    let id = try offer(300)
    let approved = try peer.node.engine.limits.approveException(agreement: name, id: id, approver: peer.node.officer)
    #expect(approved.record.standing == .concluded)
    try peer.world.checkReplay(0)
  }

  /// What stands is bounded; an exception whose term is over stands no longer.
  @Test func anExceptionWhoseTermIsOverTakesNoRoom() throws {
    let peer = try ForeignPeer()
    func offer(_ number: Int) throws -> PeerResponse {
      let document = try SignedDocument.sign(
        payload: peer.exception(number).bytes, type: .limitException, key: peer.identityKey)
      let answer = peer.put(document)
      if answer.status == 200 {
        _ = try peer.node.engine.limits.approveException(
          agreement: peer.key.agreement.base64URL, id: document.documentId.base64URL, approver: peer.node.officer)
      }
      return answer
    }
    for number in 0..<EngineLimits.standingExceptions { #expect(try offer(number).status == 200) }
    #expect(peer.refusal(try offer(1_000)).code == .conflict)
    let now = Timestamp(seconds: Int64(peer.world.time.milliseconds / 1000))
    let own: JSONValue = [
      "additions": 5, "from": JSONValue(now), "until": JSONValue(now.adding(days: 1)), "reason": "ours",
    ]
    let refused = #expect(throws: Refusal.self) {
      try peer.node.engine.limits.proposeException(
        agreement: peer.key.agreement.base64URL, terms: own, approver: peer.node.officer)
    }
    #expect(refused?.code == .conflict)
    peer.world.time.advance(3 * 86_400_000 + 1_000)
    #expect(try offer(1_001).status == 200)
  }

  /// A peer that can add as much as it likes adds up: nothing overflows.
  @Test func theLargestExceptionsOverflowNothing() throws {
    let peer = try ForeignPeer()
    for number in 0..<3 {
      var terms = peer.exception(number)
      terms.additions = ProtocolLimits.largestInteger - number
      let document = try SignedDocument.sign(payload: terms.bytes, type: .limitException, key: peer.identityKey)
      #expect(peer.put(document).status == 200)
      _ = try peer.node.engine.limits.approveException(
        agreement: peer.key.agreement.base64URL, id: document.documentId.base64URL, approver: peer.node.officer)
    }
    let limits = peer.node.engine.statusDocument()["peers"]?.arrayValue?.first?["limits"]?.arrayValue?.first
    #expect(limits?["received"]?["excepted"]?.integerValue == ProtocolLimits.largestInteger)
    #expect(limits?["received"]?["remaining"]?.integerValue == peer.world.active)
    #expect(peer.send(try peer.batch([peer.point(0)])).status == 200)
  }
}
