import Cryptography
import Foundation
import Region

@testable import Engine
@testable import Node
@testable import PeerProtocol

/// JSON as every kind of document: what is read is the same again when it is written, and a refusal names its place.
@Sendable func fuzzDocuments(_ input: [UInt8]) {
  var choices = Choices(input)
  let kind = choices.byte()
  let bytes = Array(choices.rest)
  let value: JSONValue
  do {
    value = try JSONValue(parsing: bytes)
  } catch {
    checkFaults(error)
    return
  }
  checkValue(value, bytes)
  let kinds = documentKinds
  kinds[Int(kind) % kinds.count](value, bytes)
}

private let documentKinds: [@Sendable (JSONValue, [UInt8]) -> Void] = [
  { value, _ in checkDocument(RegionCard.self, value) },
  { value, _ in checkDocument(Agreement.self, value) },
  { value, _ in checkDocument(LimitException.self, value) },
  { value, _ in checkDocument(AgreementEnding.self, value) },
  { value, _ in checkDocument(ReceiptPayload.self, value) },
  { value, _ in checkDocument(AgreementState.self, value) },
  { value, _ in checkDocument(PeeringRequest.self, value) },
  { value, _ in checkDocument(PeeringAnswer.self, value) },
  { value, _ in checkDocument(PeeringOutcome.self, value) },
  { value, _ in checkDocument(HealthReport.self, value) },
  { value, _ in checkDocument(ReconciliationRequest.self, value) },
  { value, _ in checkDocument(ReconciliationPage.self, value) },
  { value, _ in checkDocument(ReconciliationStatement.self, value) },
  { value, _ in checkDocument(ConsistencyProof.self, value) },
  { value, _ in checkDocument(MatchView.self, value) },
  { value, _ in checkDocument(AgreementStatus.self, value) },
  { value, _ in checkDocument(FeedStateReport.self, value) },
  { _, bytes in checkProblem(bytes) },
  { value, _ in checkConfiguration(value) },
  { value, _ in checkActions(value) },
]

/// Each fault says where and what, in constant words: nothing that was sent comes back.
func checkFaults(_ faults: JSONFaults) {
  require((1...100).contains(faults.faults.count), "\(faults.faults.count) faults")
  for fault in faults.faults {
    require(fault.contains(": ") || fault.hasPrefix("must be") || fault.hasPrefix("add and"), "no place in: \(fault)")
    require(fault.utf8.count <= 300 && fault.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "echoes: \(fault)")
  }
}

/// Written and read again it is the same, and any other strict reader takes it for JSON too.
private func checkValue(_ value: JSONValue, _ bytes: [UInt8]) {
  let written = value.bytes
  guard let again = try? JSONValue(parsing: written) else { violated("what was written is not read") }
  require(again == value, "a value changed when it was written")
  require(again.bytes == written, "the same value was written in two ways")
  require(depth(of: value) <= ProtocolLimits.jsonDepth, "it nests deeper than the limit")
  if bytes.count < 4_096 {
    let options: JSONSerialization.ReadingOptions = [.fragmentsAllowed]
    let foreign = try? JSONSerialization.jsonObject(with: Data(bytes), options: options)
    require(foreign != nil, "another reader refuses what is taken here")
  }
}

private func depth(of value: JSONValue) -> Int {
  switch value {
  case .array(let items): 1 + (items.map(depth).max() ?? 0)
  case .object(let members): 1 + (members.values.map(depth).max() ?? 0)
  default: 0
  }
}

func checkDocument<Document: JSONDocument & Equatable>(_ type: Document.Type, _ value: JSONValue) {
  let document: Document
  do {
    document = try Document(value)
  } catch {
    checkFaults(error)
    return
  }
  let written = document.bytes
  guard let again = try? Document(parsing: written) else { violated("a \(type) that was written is not read") }
  require(again == document, "a \(type) changed when it was written")
  require(again.bytes == written, "a \(type) was written in two ways")
}

/// Anything that a peer answers becomes a problem that can be shown.
private func checkProblem(_ bytes: [UInt8]) {
  for status in [400, 403, 404, 409, 413, 429, 500, 503] {
    let problem = Problem(status: status, body: bytes)
    require(problem.detail.utf8.count <= ProtocolLimits.reason && isPrintable(problem.detail), "a detail to deceive")
    let again = Problem(status: problem.status, body: problem.json.bytes)
    require(again.code == problem.code && again.detail == problem.detail, "a problem changed when it was written")
  }
}

private func checkConfiguration(_ value: JSONValue) {
  do {
    let configuration = try NodeConfiguration(reading: value)
    require(configuration.snapshotRemovalPercent >= 0, "a share below nothing")
    let profile = configuration.retention
    require(profile.termMonths >= 1 && profile.termMonths <= 24 && profile.ageLimitYears <= 23, "kept for too long")
    guard let key = try? Ed25519PrivateKey(seed: [UInt8](repeating: 1, count: 32)).publicKey else { return }
    let card = RegionCard(
      region: configuration.region, name: configuration.name, endpoint: configuration.endpoint.url, identityKey: key,
      tlsKeys: [[UInt8](repeating: 1, count: 32)], environment: configuration.environment,
      operatorContact: configuration.operatorContact, privacyOfficer: configuration.privacyOfficer, version: 1,
      issuedAt: Timestamp(seconds: 0))
    require((try? RegionCard(parsing: card.bytes)) == card, "peers refuse the card of this configuration")
  } catch {
    require(!error.faults.isEmpty && error.faults.allSatisfy { $0.contains(": ") }, "a refusal names no member")
  }
}

/// What people say of a match: what is taken in is read again from the journal, and by the peer.
private func checkActions(_ value: JSONValue) {
  for step in ["follow-up", "coordination", "handover", "consent", "release", "assign", "remind"] {
    let action: MatchAction
    do {
      action = try MatchAction(step: step, value)
    } catch {
      let faults = Problem(error).members["faults"]?.arrayValue?.compactMap(\.stringValue) ?? []
      checkFaults(JSONFaults(faults))
      continue
    }
    let at = Timestamp(seconds: 1_780_000_000)
    switch action {
    case .followUp(let state, let reason, let outcome):
      checkDocument(FollowUp.self, FollowUp(state: state, reason: reason, outcome: outcome, at: at))
    case .propose(let region): checkDocument(Coordination.self, Coordination(state: .proposed, holder: region, at: at))
    case .handover(let state): checkDocument(Handover.self, Handover(state: state, at: at))
    default: break
    }
  }
}

private func checkDocument<Document: JSONDocument & Equatable>(_ type: Document.Type, _ document: Document) {
  require((try? Document(parsing: document.bytes)) == document, "a \(type) that was taken in is not read again")
}
