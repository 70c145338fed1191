import Cryptography
public import PeerProtocol
public import Region

/// The frameworks that this region takes part in or was brought (Schemas/peer-protocol.md, section 9).
public final class Frameworks: Sendable {
  let store: Store
  let clock: NodeClock
  let admission: PeerAdmission
  let signer: DocumentSigner
  let random: any RandomSource
  let region: RegionName
  let environment: PeerEnvironment
  /// How many regions have to vouch for a peer that nobody compared here.
  let introducers: Int
  /// When the legal ground for exchange ends; nil where that is not configured.
  let groundEndsAt: Timestamp?
  let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, admission: PeerAdmission, signer: DocumentSigner, random: any RandomSource,
    configuration: EngineConfiguration, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.admission, self.signer) = (store, clock, admission, signer)
    (self.random, self.log) = (random, log)
    region = configuration.region
    environment = configuration.environment
    introducers = configuration.introducers
    groundEndsAt = configuration.profile.validUntil
  }

  /// Every framework, the oldest first.
  public func frameworks() throws(Refusal) -> [FrameworkDetails] {
    let at = clock.now
    return try store.readDurable { state in state.frameworks.sorted.map { FrameworkDetails($0, state, at: at) } }
  }

  /// One framework.
  public func framework(id: String) throws(Refusal) -> FrameworkDetails {
    let at = clock.now
    return try store.readDurable { (state) throws(Refusal) -> FrameworkDetails in
      FrameworkDetails(try state.frameworks.framework(named: id), state, at: at)
    }
  }

  /// Draws a framework up. No peer hears of it before this region signed it.
  ///
  /// - Parameter terms: the framework without what the node fills in: environment, createdAt, nonce.
  /// - Throws: ``Refusal`` with every fault, or `conflict` where no more frameworks are kept.
  public func create(terms: JSONValue, approver: Approver) throws(Refusal) -> FrameworkDetails {
    guard approver.role == "operator" else { throw .frameworks(.notOperator) }
    guard var members = terms.objectValue else { throw Refusal(JSONFaults(["the terms must be a JSON object"])) }
    try Self.checkMembers(members)
    let filled: [String: JSONValue] = [
      "environment": .string(environment.rawValue), "createdAt": JSONValue(clock.now),
      "nonce": JSONValue(base64URL: random.bytes(16)),
    ]
    let given = filled.keys.filter { members[$0] != nil && members[$0] != filled[$0] }.sorted()
    guard given.isEmpty else {
      throw Refusal(JSONFaults(given.map { "\($0): the node fills this in; leave it out" }))
    }
    members.merge(filled) { _, own in own }
    let framework: Framework
    do { framework = try Framework(.object(members)) } catch { throw Refusal(error) }
    let at = clock.now
    guard framework.validUntil > at else { throw Refusal(JSONFaults(["validUntil: must lie in the future"])) }
    let document = SignedDocument(payload: framework.bytes, signatures: [])
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(FrameworkDecisions(transaction.state).decideCreation(document, at: at))
    }
    let id = document.documentId.base64URL
    log(LogEvent(.info, "framework-created", ["framework": .string(id)]))
    return try self.framework(id: id)
  }

  /// What nobody reads would be signed all the same.
  private static func checkMembers(_ terms: [String: JSONValue]) throws(Refusal) {
    var faults: [String] = []
    func check(_ path: String, _ members: JSONValue?, _ known: [String]) {
      let unknown = (members?.objectValue ?? [:]).keys.filter { !known.contains($0) }
      faults += UnknownMembers.faults(unknown, known: known, path: path)
    }
    check("", .object(terms), Framework.memberNames)
    for name in (terms["classes"]?.objectValue ?? [:]).keys.sorted() {
      check("classes.\(name)", terms["classes"]?[name], RegionLimits.memberNames)
    }
    guard faults.isEmpty else { throw Refusal(JSONFaults(faults)) }
  }

  /// One person's approval of this region's signature. The operator names the class; once the privacy officer approved it,
  /// too, the node signs, and brings its signature to every accepted peer. Twice is once.
  ///
  /// - Parameter className: the class; nil for the one that is chosen. A privacy officer names it once the operator changed
  ///   it: the one that was read may be the former one.
  public func approve(id: String, className: String?, approver: Approver) throws(Refusal) -> FrameworkDetails {
    guard approver.isApprover else { throw .frameworks(.notApprover) }
    if let groundEndsAt, groundEndsAt <= clock.now { throw .agreements(.groundEnded(CalendarDate(groundEndsAt))) }
    let at = clock.now
    let approval = approver.approval(at: at)
    try store.commit { (transaction) throws(Refusal) in
      let record = try transaction.state.frameworks.framework(named: id)
      if let own = record.own {
        guard className == nil || className == own.className else { throw .frameworks(.signedAs(own.className)) }
        return
      }
      guard transaction.state.peering.closing?.hasBegun != true else { throw .agreements(.leaving) }
      guard record.terms.validUntil > at else { throw .frameworks(.termOver) }
      let chosen = try Self.chosenClass(className, of: record, by: approver)
      if record.chosenClass == chosen, !record.lacksApproval(approver.role) { return }
      let others = record.chosenClass == chosen ? record.approvals.filter { $0.role != approver.role } : []
      if let first = others.first(where: { $0.isByHolder(of: approval) }) {
        throw .frameworks(.secondPersonNeeded(first: first.name, role: first.role))
      }
      var events = [RegionEvent.frameworks(.approved(record.id, className: chosen, approval))]
      if !others.isEmpty { events.append(try signature(on: record, chosen)) }
      try transaction.append(events)
    }
    log(
      LogEvent(
        .info, "framework-approved", ["framework": .string(id), "role": .string(approver.role)]))
    return try framework(id: id)
  }

  /// The class that this person approves: the operator chooses it, the privacy officer agrees with it.
  private static func chosenClass(
    _ className: String?, of record: FrameworkRecord, by approver: Approver
  ) throws(Refusal) -> String {
    let names = record.terms.classNames
    guard let chosen = className ?? record.chosenClass else { throw .frameworks(.classNeeded(names)) }
    guard record.terms.limits(ofClass: chosen) != nil else { throw .frameworks(.unknownClass(names)) }
    guard approver.role == "operator" || record.chosenClass != nil else { throw .frameworks(.classNeeded(names)) }
    // Once the operator changed the class, an approval that names none may be meant for the former one.
    if approver.role != "operator", let held = record.chosenClass,
      held != chosen || className == nil && record.classChanged
    {
      throw .frameworks(.otherClass(held))
    }
    return chosen
  }

  private func signature(on record: FrameworkRecord, _ className: String) throws(Refusal) -> RegionEvent {
    var document = SignedDocument(payload: record.document.payload, signatures: [])
    try signer.addSignature(
      to: &document, as: .framework, extraHeader: [Framework.classMember: .string(className)])
    guard let signature = document.signatures.first else { throw .miscomputed }
    return .frameworks(
      .signed(
        record.id, document,
        FrameworkSignature(key: signer.publicKey.thumbprint, className: className, signature: signature)))
  }
}

extension FrameworksState {
  /// The framework of this id.
  func framework(named id: String) throws(Refusal) -> FrameworkRecord {
    guard let known = FrameworkId(base64URL: id) else { throw .frameworks(.invalidId) }
    guard let record = records[known] else { throw .frameworks(.unknown) }
    return record
  }
}

extension Approver {
  /// True for the two roles that decide for the region.
  var isApprover: Bool { role == "operator" || role == "privacy-officer" }
}
