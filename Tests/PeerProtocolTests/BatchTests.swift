import Cryptography
import TestSupport
import Testing

@testable import PeerProtocol

@Suite(.timeLimit(.minutes(30))) struct BatchTests {
  private func problem(_ change: (inout JSONValue) throws -> Void) throws -> Problem {
    var json = try JSONValue(parsing: Samples.batch().bytes)
    try change(&json)
    return try #require(throws: Problem.self) { try BatchRequest(parsing: json.bytes) }
  }

  private func faults(_ change: (inout JSONValue) throws -> Void) throws -> [String] {
    let problem = try problem(change)
    #expect(problem.code == .malformed)
    #expect(problem.status == 400)
    return problem.members["faults"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  @Test func roundTrips() throws {
    let batch = try Samples.batch()
    let read = try BatchRequest(parsing: batch.bytes)
    #expect(read == batch)
    #expect(read.bytes == batch.bytes)
    #expect(read.receiptPayload == (try Samples.receiptPayload()))
    #expect(read.pointCount == 2)
    #expect(read.point(1) == [4] + [UInt8](repeating: 2, count: 64))
    #expect(read.point(2) == [])
    #expect(read.receiptMismatch == nil)
    #expect(read.firstDuplicate == nil)
  }

  /// What is written straight is what the general writer would write.
  @Test func writesSortedJSON() throws {
    let previous = try Samples.receipt()
    let plain = try Samples.batch()
    let batch = try BatchRequest(
      generation: 2, sequence: 1, points: plain.points, withdraw: plain.withdraw, salt: plain.salt,
      previousReceipt: previous, receipt: plain.receipt)
    for batch in [plain, batch] {
      #expect(try JSONValue(parsing: batch.bytes).bytes == batch.bytes)
      #expect(try BatchRequest(parsing: batch.bytes) == batch)
    }
    #expect(batch.receiptMismatch == "generation")
  }

  @Test func mayBeEmpty() throws {
    let batch = try BatchRequest(
      generation: 1, sequence: 2, points: [], withdraw: [], salt: [UInt8](repeating: 0, count: 32),
      previousReceipt: nil, receipt: Samples.receipt(added: 0, withdrawn: 0))
    #expect(try BatchRequest(parsing: batch.bytes) == batch)
    #expect(batch.receiptMismatch == nil)
  }

  @Test func carriesFiveThousandItems() throws {
    let random = SeededRandom(seed: 5)
    let points = (0..<4_999).flatMap { _ -> [UInt8] in [4] + random.bytes(64) }
    let batch = try BatchRequest(
      generation: 1, sequence: 2, points: points, withdraw: [Samples.id16(1)], salt: random.bytes(32),
      previousReceipt: nil, receipt: Samples.receipt(added: 4_999))
    let bytes = batch.bytes
    #expect(bytes.count < ProtocolLimits.batchBytes)
    #expect(try BatchRequest(parsing: bytes) == batch)
    let more = try BatchRequest(
      generation: 1, sequence: 2, points: points + [4] + random.bytes(64), withdraw: [Samples.id16(1)],
      salt: random.bytes(32), previousReceipt: nil, receipt: Samples.receipt(added: 5_000))
    let problem = try #require(throws: Problem.self) { try BatchRequest(parsing: more.bytes) }
    #expect(problem.members["faults"] == ["add and withdraw must be at most 5000 items together"])
    let twice = try BatchRequest(
      generation: 1, sequence: 2, points: points + points.prefix(65), withdraw: [], salt: random.bytes(32),
      previousReceipt: nil, receipt: Samples.receipt(added: 5_000))
    #expect(try BatchRequest(parsing: twice.bytes).firstDuplicate == 4_999)
  }

  @Test func aPointOfAnotherLengthIsNamedByItsIndex() throws {
    let point = [4] + [UInt8](repeating: 1, count: 64)
    let good = JSONValue(base64URL: point)
    for wrong in [[], [0], Array(point.dropLast()), point + [0], [2] + point[1..<33]] as [[UInt8]] {
      let problem = try problem { $0["add"] = [good, JSONValue(base64URL: wrong), "also wrong"] }
      #expect(problem.code == .invalidPoint)
      #expect(problem.status == 400)
      #expect(problem.members["index"] == 1)
    }
    let padded = try problem { $0["add"] = [good, good, .string(Base64URL.encode(point) + "=")] }
    #expect(padded.members["index"] == 2)
    #expect(padded.json["index"] == 2)
    #expect(padded.json["code"] == "invalid-point")
  }

  @Test func otherFaultsComeFirst() throws {
    #expect(
      try faults {
        $0["add"] = ["AAAA"]
        $0["generation"] = 0
        $0["salt"] = nil
      } == ["generation: must be an integer from 1 to 9007199254740991", "salt: is missing"])
    #expect(
      try faults { $0["add"] = ["AAAA", 1] } == ["add[1]: must be base64url of 65 bytes without padding"])
  }

  @Test(
    arguments: [
      ("generation", 0), ("generation", 9_007_199_254_740_992), ("sequence", 1.5), ("sequence", nil), ("add", "x"),
      ("add", nil), ("withdraw", nil), ("withdraw", .object([:])), ("salt", "AAAA"), ("receipt", nil),
      ("previousReceipt", 1), ("receipt", ["payload": "e30"]),
    ] as [(String, JSONValue?)])
  func namesTheFault(_ name: String, _ value: JSONValue?) throws {
    let faults = try faults { $0[name] = value }
    #expect(faults.count == 1)
    #expect(faults.first?.hasPrefix(name) == true, "\(faults)")
  }

  @Test func namesEveryWrongHandle() throws {
    #expect(
      try faults { $0["withdraw"] = ["AAAAAAAAAAAAAAAAAAAAAA", "x", 1] } == [
        "withdraw[1]: must be base64url of 16 bytes without padding",
        "withdraw[2]: must be base64url of 16 bytes without padding",
      ])
  }

  @Test func readsTheReceiptToo() throws {
    func receipt(_ payload: [UInt8]) throws -> JSONValue {
      try SignedDocument.sign(payload: payload, type: .receipt, key: Samples.key(1)).json
    }
    var payload = try Samples.receiptPayload().json
    payload["generation"] = -1
    payload["digest"] = nil
    #expect(
      try faults { $0["receipt"] = try receipt(payload.bytes) } == [
        "receipt.payload.generation: must be an integer from 1 to 9007199254740991",
        "receipt.payload.digest: is missing",
      ])
    #expect(
      try faults { $0["receipt"] = try receipt(Array("[]".utf8)) } == ["receipt.payload: must be an object"])
    #expect(
      try faults { $0["receipt"] = try receipt(Array("{\"a\":1,\"a\":2}".utf8)) } == [
        "receipt.payload: not JSON at byte 7: a member stands twice"
      ])
  }

  @Test func boundsTheBody() throws {
    let body = [UInt8](repeating: UInt8(ascii: " "), count: ProtocolLimits.batchBytes + 1)
    let problem = try #require(throws: Problem.self) { try BatchRequest(parsing: body) }
    #expect(problem.code == .tooLarge)
    #expect(problem.status == 413)
    let notJSON = try #require(throws: Problem.self) { try BatchRequest(parsing: Array(body.dropLast())) }
    #expect(notJSON.code == .malformed)
  }

  @Test func comparesBatchAndReceipt() throws {
    let batch = try Samples.batch()
    func mismatch(_ change: (inout ReceiptPayload) -> Void) -> String? {
      var payload = batch.receiptPayload
      change(&payload)
      return BatchRequest(
        generation: 1, sequence: 2, points: batch.points, withdraw: batch.withdraw, salt: batch.salt,
        previousReceipt: nil, receipt: batch.receipt, receiptPayload: payload
      ).receiptMismatch
    }
    #expect(mismatch { _ in } == nil)
    #expect(mismatch { $0.generation = 2 } == "generation")
    #expect(mismatch { $0.sequence = 1 } == "sequence")
    #expect(mismatch { $0.added = 1 } == "added")
    #expect(mismatch { $0.withdrawn = 0 } == "withdrawn")
  }

  @Test func theReceiverSignsItsTokens() throws {
    let tokens: [MatchToken] = [try Samples.id16(1), try Samples.id16(2)]
    let key = try Samples.key(2)
    var receipt = try Samples.receipt()
    try receipt.addSignature(type: .receipt, key: key, extraHeader: ["tokens": BatchAnswer.tokensHeader(tokens)])
    try receipt.verify(type: .receipt, signers: [Samples.key(1).publicKey, key.publicKey])
    let expected = SHA256.hash([UInt8](repeating: 1, count: 16) + [UInt8](repeating: 2, count: 16))
    #expect(BatchAnswer.tokensHeader(tokens) == JSONValue(base64URL: expected))
    #expect(BatchAnswer(matchTokens: tokens, receipt: receipt).namesItsTokens(signedBy: key.publicKey))
    #expect(!BatchAnswer(matchTokens: tokens.reversed(), receipt: receipt).namesItsTokens(signedBy: key.publicKey))
    #expect(!BatchAnswer(matchTokens: tokens, receipt: receipt).namesItsTokens(signedBy: try Samples.key(1).publicKey))
    #expect(!BatchAnswer(matchTokens: [], receipt: receipt).namesItsTokens(signedBy: try Samples.key(3).publicKey))
  }

  @Test func feedStateGoesIntoAProblem() throws {
    let report = FeedStateReport(
      generation: 3, sequence: 4, complete: false, active: 5, receipt: try Samples.receipt())
    let problem = Problem(.sequenceGap, "Read the state and start a new generation.", members: report.members)
    #expect(problem.status == 409)
    #expect(try FeedStateReport(problem.json) == report)
    let read = Problem(status: 409, body: problem.json.bytes)
    #expect(read.code == .sequenceGap)
    #expect(try FeedStateReport(.object(read.members)) == report)
  }
}
