import Cryptography
import Engine
import Node
import PeerProtocol
import PrivateMatching
import Region
import TestSupport

/// What the malicious region asks by hand. Its own node is honest and meets the consequences.
struct Attacker {
  let driver: RandomDriver

  func attack(_ hostility: Hostility, _ from: Int, _ to: Int) throws {
    let (attacker, victim) = (driver.nodes[from], driver.nodes[to])
    guard victim.isUp, attacker.isUp else { return }
    let agreement = victim.look { state in
      state.agreements.with(attacker.name).last { $0.isInForce(now: victim.now) }?.id
    }
    switch hostility {
    case .garbage: try ask(attacker, victim, "PUT", "/v1/card", Array("{\"payload\":".utf8))
    case .tooLarge:
      try ask(attacker, victim, "PUT", "/v1/card", [UInt8](repeating: 32, count: ProtocolLimits.bodyBytes + 1))
    case .wrongMethod: try ask(attacker, victim, "DELETE", "/v1/card", [])
    case .noSuchPath: try ask(attacker, victim, "GET", "/v1/card/", [])
    case .stranger: try askAsStranger(victim, attacker)
    case .badInvitation: try presentBadInvitation(attacker, victim)
    case .foreignCard: try ask(attacker, victim, "PUT", "/v1/card", card(attacker, version: 1_000, region: victim.name))
    case .staleCard: try ask(attacker, victim, "PUT", "/v1/card", card(attacker, version: 1, region: attacker.name))
    case .forgedAgreement, .unsignedAgreement, .unknownConcluded:
      try proposeBadly(hostility, attacker, victim)
    case .oldRevocation: try revokeOld(attacker, victim)
    case .unknownMatch, .badProof, .garbageView:
      if let agreement { try claimMatch(hostility, agreement, attacker, victim) }
    case .forgedTokens, .sameTokenTwice, .unsignedAnswer: driver.forgedAnswer = (hostility, to)
    case .forkedLog: try forkLog(attacker, victim)
    case .rolledBackLog: try rollLogBack(attacker, victim)
    default:
      if let agreement { try sendBatch(hostility, FeedKey(agreement: agreement, kind: .youth), attacker, victim) }
    }
  }

  private func ask(
    _ attacker: SimulatedNode, _ victim: SimulatedNode, _ method: String, _ path: String, _ body: [UInt8]
  ) throws {
    let call = PeerCall(
      endpoint: victim.endpoint, path: path, method: method, body: body, pins: [victim.tlsKey], timeoutSeconds: 30)
    _ = try driver.carry(call, from: attacker, to: victim)
  }

  // MARK: - Peering and agreements

  private func askAsStranger(_ victim: SimulatedNode, _ attacker: SimulatedNode) throws {
    let response = victim.engine.answer(
      PeerRequest(method: "GET", path: "/v1/card", client: SHA256.hash([1, 2, 3])) { _ in [] })
    driver.noteProblem(PeerReply(status: response.status, body: response.body))
    guard response.status == 403 else { throw Violation("disclosure", "a stranger is answered \(response.status)") }
  }

  private func presentBadInvitation(_ attacker: SimulatedNode, _ victim: SimulatedNode) throws {
    guard let card = attacker.look({ $0.peering.ownCard }) else { return }
    let request = PeeringRequest(invitation: Array(repeating: 9, count: 8), proof: SHA256.hash([9]), card: card)
    try ask(attacker, victim, "POST", "/v1/peering-requests", request.bytes)
  }

  private func card(_ attacker: SimulatedNode, version: Int, region: RegionName) throws -> [UInt8] {
    let facts = RegionCard(
      region: region, name: "Somebody", endpoint: attacker.endpoint,
      identityKey: attacker.configuration.identityKey.publicKey,
      tlsKeys: [attacker.tlsKey], environment: .training, operatorContact: nil, privacyOfficer: nil, version: version,
      issuedAt: attacker.now)
    return try SignedDocument.sign(
      payload: facts.bytes, type: .card, key: attacker.configuration.identityKey, by: StandInSignatures()
    )
    .bytes
  }

  private func proposeBadly(_ hostility: Hostility, _ attacker: SimulatedNode, _ victim: SimulatedNode) throws {
    let parties = [attacker, victim].sorted { $0.name < $1.name }
    var terms = driver.staff.terms(attacker, victim, replaces: nil)
    terms["parties"] = .array(parties.map { .string($0.name.text) })
    terms["identityKeys"] = .object(
      Dictionary(
        uniqueKeysWithValues: parties.map {
          ($0.name.text, .string($0.configuration.identityKey.publicKey.thumbprint.base64URL))
        }))
    terms["environment"] = "training"
    let future = Timestamp(seconds: attacker.now.seconds + 60 * 86_400)
    terms["createdAt"] = JSONValue(hostility == .forgedAgreement ? future : attacker.now)
    terms["nonce"] = JSONValue(base64URL: SHA256.hash(Array("\(driver.now)".utf8)))
    var document = SignedDocument(payload: terms.bytes, signatures: [])
    let signer =
      hostility == .unsignedAgreement
      ? try Ed25519PrivateKey(seed: SHA256.hash([7])) : attacker.configuration.identityKey
    try document.addSignature(type: .agreement, key: signer, by: StandInSignatures())
    if hostility == .unknownConcluded {
      try document.addSignature(type: .agreement, key: signer, by: StandInSignatures())
    }
    try ask(attacker, victim, "PUT", "/v1/agreements/" + document.documentId.base64URL, document.bytes)
  }

  private func revokeOld(_ attacker: SimulatedNode, _ victim: SimulatedNode) throws {
    let unknown = AgreementId(SHA256.hash([4])) ?? AgreementId(Array(repeating: 0, count: 32))
    guard let unknown else { return }
    let ending = AgreementEnding(agreement: unknown, reason: "never was", at: attacker.now)
    let document = try SignedDocument.sign(
      payload: ending.bytes, type: .revocation, key: attacker.configuration.identityKey, by: StandInSignatures())
    try ask(attacker, victim, "PUT", "/v1/agreements/\(unknown.base64URL)/revocation", document.bytes)
  }

  // MARK: - Batches

  private func sendBatch(
    _ hostility: Hostility, _ key: FeedKey, _ attacker: SimulatedNode, _ victim: SimulatedNode
  ) throws {
    guard let feed = victim.look({ $0.exchange.incoming[key] }) else { return }
    let path = "/v1/agreements/\(key.agreement.base64URL)/feeds/youth/batches"
    if hostility == .repeatLast {
      let direction = Observer.Direction(sender: attacker.number, receiver: victim.number)
      if let body = driver.cluster.observer.feeds[direction]?[key]?.offered, !body.isEmpty {
        try ask(attacker, victim, "POST", path, body)
      }
      return
    }
    var points: [[UInt8]] = []
    switch hostility {
    case .badPoint: points = [[UInt8](repeating: 4, count: 65)]
    case .samePointTwice: points = [PrimeField.point(5), PrimeField.point(5)]
    case .overLimit: points = (0..<driver.scenario.active + 30).map { PrimeField.point(UInt64(1_000 + $0)) }
    case .guess:
      // A youth that the attacker only guesses: a right guess finds a match, as an agreement allows within its limits.
      points = (0..<2).map { _ in PrimeField.point(SeededRandom.mix(UInt64(driver.random.number(1..<1_000_000))) >> 4) }
    default: points = [PrimeField.point(UInt64(driver.random.number(1..<1_000)))]
    }
    var generation = feed.generation
    var sequence = feed.sequence + 1
    var previous = feed.receipt?.documentId
    switch hostility {
    case .gap: sequence += 3
    case .conflict:
      sequence = max(1, feed.sequence)
      previous = nil
    case .oldGeneration:
      generation = max(1, feed.generation - 1)
      sequence = 1
    default: break
    }
    generation = max(1, generation)
    let salt = SHA256.hash([UInt8(truncatingIfNeeded: driver.random.number(0..<256))])
    let handles = points.map { Handle(Naming.handle(of: $0, kind: .youth)) }
    let entering = handles.count { $0.map { !feed.isNamed($0) } ?? true }
    let facts = ReceiptPayload(
      agreement: key.agreement, kind: .youth, from: attacker.name, to: victim.name, generation: generation,
      sequence: sequence, complete: true, added: points.count, withdrawn: 0, active: feed.named + entering,
      digest: Naming.batchDigest(salt: salt, add: points, withdraw: []), previous: previous, at: attacker.now)
    let signer =
      hostility == .wrongReceipt ? try Ed25519PrivateKey(seed: SHA256.hash([7])) : attacker.configuration.identityKey
    let receipt = try SignedDocument.sign(payload: facts.bytes, type: .receipt, key: signer, by: StandInSignatures())
    let body = BatchRequest(
      generation: generation, sequence: sequence, points: points.flatMap { $0 }, withdraw: [], salt: salt,
      previousReceipt: nil, receipt: receipt, receiptPayload: facts
    ).bytes
    try ask(attacker, victim, "POST", path, body)
  }

  // MARK: - Matches

  private func claimMatch(
    _ hostility: Hostility, _ agreement: AgreementId, _ attacker: SimulatedNode, _ victim: SimulatedNode
  ) throws {
    let record = victim.look { state in
      state.matches.records.values.filter { $0.peer == attacker.name && $0.key.agreement == agreement }
        .min { $0.id < $1.id }
    }
    let path = "/v1/agreements/\(agreement.base64URL)/matches/"
    guard hostility != .unknownMatch, let record else {
      let name = Base64URL.encode(Array(SHA256.hash([8]).prefix(16)))
      return try ask(attacker, victim, "PUT", path + name, MatchView(proof: Array(repeating: 1, count: 64)).bytes)
    }
    var proof = [UInt8](repeating: 3, count: 64)
    if hostility == .garbageView {
      guard let own = attacker.look({ $0.matches.records[record.id]?.proof }), !own.isEmpty else { return }
      proof = own
    }
    var view = MatchView(proof: proof)
    view.revision = victim.clock.milliseconds + 90 * Scenario.day
    view.seen = 0
    view.involvements = []
    try ask(attacker, victim, "PUT", path + record.id.base64URL, view.bytes)
  }

  /// Changes what the malicious region answers to a batch, where that was planned.
  func forgeAnswer(
    _ reply: PeerReply, _ call: PeerCall, from attacker: SimulatedNode, to victim: SimulatedNode
  ) throws -> PeerReply? {
    guard let planned = driver.forgedAnswer, attacker.number == driver.scenario.malicious,
      planned.victim == victim.number,
      call.path.hasSuffix("/batches"), reply.status == 200, var answer = try? BatchAnswer(parsing: reply.body),
      let key = driver.cluster.observer.feedKey(call.path), !answer.matchTokens.isEmpty
    else { return nil }
    switch planned.hostility {
    case .unsignedAnswer:
      answer = BatchAnswer(
        matchTokens: answer.matchTokens,
        receipt: SignedDocument(payload: answer.receipt.payload, signatures: Array(answer.receipt.signatures.prefix(1)))
      )
    case .sameTokenTwice:
      guard answer.matchTokens.count > 1 else { return nil }
      answer = try signed(Array(repeating: answer.matchTokens[0], count: answer.matchTokens.count), answer, attacker)
    default:
      // Tokens that the victim computed for other youths of the attacker: it finds matches that do not exist.
      let known = attacker.look { $0.exchange.outgoing[key]?.entryTokens.values.compactMap { $0 }.sorted() ?? [] }
      guard !known.isEmpty else { return nil }
      answer = try signed(answer.matchTokens.indices.map { known[$0 % known.count] }, answer, attacker)
    }
    driver.forgedAnswer = nil
    driver.noteFault("forged answer " + planned.hostility.rawValue)
    if planned.hostility.isLasting {
      driver.cluster.misled.insert(victim.number)
      // Its people find out, and let nothing more of the region in.
      driver.queue.add(.suspect(victim.number, attacker.number), at: driver.now + 10 * Scenario.minute)
    }
    return PeerReply(status: 200, body: answer.json.bytes)
  }

  private func signed(_ tokens: [MatchToken], _ answer: BatchAnswer, _ attacker: SimulatedNode) throws -> BatchAnswer {
    var receipt = SignedDocument(
      payload: answer.receipt.payload, signatures: Array(answer.receipt.signatures.prefix(1)))
    try receipt.addSignature(
      type: .receipt, key: attacker.configuration.identityKey,
      extraHeader: ["tokens": BatchAnswer.tokensHeader(tokens)],
      by: StandInSignatures())
    return BatchAnswer(matchTokens: tokens, receipt: receipt)
  }
}
