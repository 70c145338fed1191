import Cryptography
import Testing

@testable import PeerProtocol

/// A document of any type: its sample, and how it is read and written again.
struct Specimen: Sendable, CustomTestStringConvertible {
  let name: String
  let json: @Sendable () throws -> JSONValue
  let reread: @Sendable (JSONValue) throws -> JSONValue

  init<Document: JSONDocument & Equatable>(
    _ name: String, _ sample: @escaping @Sendable () throws -> Document
  ) {
    self.name = name
    json = { try sample().json }
    reread = { try Document($0).json }
  }

  var testDescription: String { name }

  static let all: [Specimen] = [
    card, agreement, exception, ending, receipt, view, answer, state, request, peering, health,
    question, lastPage, statement, consistency,
  ]
  static let card = Specimen("card", Samples.card)
  static let agreement = Specimen("agreement", Samples.agreement)
  static let exception = Specimen("limit exception") {
    LimitException(
      agreement: try Samples.id32(1), region: try Samples.region("nhn"), additions: 4_000, from: try Samples.time(),
      until: try Samples.time("2026-04-01T00:00:00Z"), reason: "Veilig Thuis enters its signals anew")
  }
  static let ending = Specimen("ending") {
    AgreementEnding(agreement: try Samples.id32(1), reason: "", at: try Samples.time())
  }
  static let receipt = Specimen("receipt") { try Samples.receiptPayload() }
  static let view = Specimen("view", Samples.view)
  static let answer = Specimen("batch answer") {
    BatchAnswer(matchTokens: [try Samples.id16(1), try Samples.id16(2)], receipt: try Samples.receipt())
  }
  static let state = Specimen("state") {
    AgreementState(feeds: [
      .youth: FeedStateReport(generation: 2, sequence: 7, complete: true, active: 9, receipt: try Samples.receipt()),
      .guardian: .empty,
    ])
  }
  static let request = Specimen("peering request") {
    PeeringRequest(
      invitation: [UInt8](repeating: 1, count: 8), proof: [UInt8](repeating: 2, count: 32), card: try Samples.receipt())
  }
  static let peering = Specimen("peering answer") {
    PeeringAnswer(id: "p-1", status: .pending, card: try Samples.receipt(), nonce: [UInt8](repeating: 2, count: 16))
  }
  static let health = Specimen("health") {
    HealthReport(time: try Samples.time(), version: "1.0.0", region: try Samples.region("nhn"))
  }
  static let question = Specimen("reconciliation request") {
    ReconciliationRequest(
      from: try Samples.time(), until: try Samples.time("2026-04-01T00:00:00Z"), reason: .randomCheck, after: "c-1")
  }
  static let page = Specimen("reconciliation page") {
    ReconciliationPage(records: try Samples.records(), end: .next("c-2"))
  }
  static let lastPage = Specimen("last reconciliation page") {
    ReconciliationPage(
      records: [],
      end: .statement(
        try .sign(payload: Samples.statement().bytes, type: .reconciliation, key: Samples.key(1))))
  }
  static let statement = Specimen("reconciliation statement") { try Samples.statement() }
  static let consistency = Specimen("consistency proof") {
    ConsistencyProof(hashes: [[UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)])
  }
}

/// One thing that is wrong with a document, and the member that must be named.
struct Mutation: Sendable, CustomTestStringConvertible {
  let specimen: Specimen
  let path: [String]
  let value: JSONValue?
  let named: String

  init(_ specimen: Specimen, _ path: String, _ value: JSONValue?, names named: String? = nil) {
    self.specimen = specimen
    self.path = path.split(separator: ".").map(String.init)
    self.value = value
    self.named = named ?? path
  }

  var testDescription: String {
    "\(specimen.name): \(path.joined(separator: ".")) = \(value?.text.prefix(40) ?? "absent")"
  }

  func apply(to json: JSONValue) -> JSONValue { Self.set(path[...], in: json, to: value) }

  private static func set(_ path: ArraySlice<String>, in json: JSONValue, to value: JSONValue?) -> JSONValue? {
    guard let name = path.first else { return value }
    if let index = Int(name), var items = json.arrayValue {
      items[index] = set(path.dropFirst(), in: items[index], to: value) ?? .null
      return .array(items)
    }
    var json = json
    json[name] = set(path.dropFirst(), in: json[name] ?? .object([:]), to: value)
    return json
  }

  private static func set(_ path: ArraySlice<String>, in json: JSONValue, to value: JSONValue?) -> JSONValue {
    let changed: JSONValue? = set(path, in: json, to: value)
    return changed ?? .null
  }
}

@Suite(.timeLimit(.minutes(30))) struct DocumentTests {
  @Test(arguments: Specimen.all) func roundTrips(_ specimen: Specimen) throws {
    let json = try specimen.json()
    #expect(try specimen.reread(json) == json)
    #expect(try specimen.reread(JSONValue(parsing: json.bytes)).bytes == json.bytes)
  }

  @Test(arguments: Specimen.all) func ignoresUnknownMembers(_ specimen: Specimen) throws {
    let json = try specimen.json()
    var more = json
    more["x-later"] = ["version": [2, .null, 1.5]]
    #expect(try specimen.reread(more) == json)
  }

  @Test(arguments: Specimen.all) func refusesWhatIsNoObject(_ specimen: Specimen) {
    for value in [.null, 1, "x", .array([]), true] as [JSONValue] {
      #expect(throws: JSONFaults(["must be an object"])) { try specimen.reread(value) }
    }
  }

  /// An empty object lacks everything, and every required member is named.
  @Test(arguments: Specimen.all) func namesEveryMissingMember(_ specimen: Specimen) throws {
    let faults = try #require(throws: JSONFaults.self) { try specimen.reread(.object([:])) }
    let members = try #require(try specimen.json().objectValue).keys.sorted()
    for fault in faults.faults {
      let name = try #require(fault.split(separator: ":").first)
      #expect(fault.hasSuffix(": is missing"))
      #expect(members.contains(String(name)))
    }
    #expect(Set(faults.faults).count == faults.faults.count)
  }

  /// Removing each required member, or making it an object of nothing, is one fault that names it.
  @Test(arguments: Specimen.all) func everyMemberIsChecked(_ specimen: Specimen) throws {
    let json = try specimen.json()
    for name in try #require(json.objectValue).keys {
      var wrong = json
      wrong[name] = .array([.array([])])
      let faults = try #require(throws: JSONFaults.self) { try specimen.reread(wrong) }
      #expect(faults.faults.allSatisfy { $0.hasPrefix(name) }, "\(faults)")
    }
  }

  @Test(arguments: Mutation.all) func namesTheFault(_ mutation: Mutation) throws {
    let json = mutation.apply(to: try mutation.specimen.json())
    let faults = try #require(throws: JSONFaults.self) { try mutation.specimen.reread(json) }
    #expect(faults.faults.count == 1, "\(faults)")
    #expect(faults.faults.first?.hasPrefix(mutation.named + ": ") == true, "\(faults)")
  }

  @Test func listsAllFaultsAtOnce() throws {
    var json = try Samples.agreement().json
    json["parties"] = ["nhn", "drenthe"]
    json["purpose"] = ""
    json["history"] = "yes"
    json["silenceDays"] = 0
    json["validUntil"] = json["validFrom"]
    json["nonce"] = nil
    let faults = try #require(throws: JSONFaults.self) { try Agreement(json) }
    #expect(
      faults.faults.map { String($0.prefix { $0 != ":" }) } == [
        "parties", "purpose", "history", "silenceDays", "validUntil", "nonce",
      ])
    let problem = Problem(faults)
    #expect(problem.status == 400)
    #expect(problem.json["faults"]?.arrayValue?.count == 6)
  }

  @Test func faultsQuoteNothingThatWasSent() throws {
    var json = try Samples.view().json
    json["proof"] = "SECRETSECRET"
    json["consent"] = "bsn:900000016"
    let faults = try #require(throws: JSONFaults.self) { try MatchView(json) }
    #expect(faults.faults.count == 2)
    #expect(!faults.description.contains("SECRET"))
    #expect(!faults.description.contains("900000016"))
  }

  @Test func optionalMembersMayBeAbsentOrNull() throws {
    for absent in [nil, .null] as [JSONValue?] {
      var card = try Samples.card().json
      card["operator"] = absent
      card["privacyOfficer"] = absent
      #expect(try RegionCard(card).operatorContact == nil)
      #expect(try RegionCard(card).privacyOfficer == nil)
      var agreement = try Samples.agreement().json
      agreement["replaces"] = absent
      agreement["framework"] = absent
      #expect(try Agreement(agreement).replaces == nil)
      #expect(try Agreement(agreement).json["replaces"] == nil)
      var receipt = try Samples.receiptPayload().json
      receipt["previous"] = absent
      #expect(try ReceiptPayload(receipt).json["previous"] == .null)
    }
  }

  @Test func keepsWhatACardSays() throws {
    let card = try Samples.card()
    #expect(try RegionCard(parsing: card.bytes) == card)
    #expect(card.address?.port == 8443)
    let agreement = try Samples.agreement()
    #expect(try Agreement(parsing: agreement.bytes) == agreement)
    #expect(agreement.peer(of: agreement.parties[0]) == agreement.parties[1])
    #expect(agreement.peer(of: try Samples.region("elsewhere")) == nil)
    let view = try Samples.view()
    #expect(try MatchView(parsing: view.bytes) == view)
    let receipt = try Samples.receiptPayload()
    #expect(try ReceiptPayload(parsing: receipt.bytes) == receipt)
    #expect(try AgreementStatus(["status": "concluded"]) == .concluded)
    #expect(try PeeringOutcome(["status": "rejected", "reason": "x"]).reason == "x")
  }

  @Test func anAgreementIsOfTwoKeys() throws {
    var agreement = try Samples.agreement()
    agreement.identityKeys[agreement.parties[1]] = agreement.identityKeys[agreement.parties[0]]
    #expect(throws: JSONFaults(["identityKeys: must be two different keys"])) { try Agreement(agreement.json) }
  }

  @Test func anAgreementMayBeForYouthsOnly() throws {
    var json = try Samples.agreement().json
    json["kinds"] = ["youth"]
    #expect(try Agreement(json).kinds == [.youth])
  }
}
