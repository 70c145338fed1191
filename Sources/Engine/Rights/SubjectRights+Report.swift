public import PeerProtocol
public import Region

extension SubjectRights {
  /// What is kept of a person, for that person. That it is asked for is an entry, and a request with a term, before
  /// anything is answered.
  ///
  /// - Throws: ``Refusal`` where the entry cannot be written: then nothing is told.
  public func report(
    _ question: SubjectQuestion, reason: String, receivedOn: CalendarDate?, by holder: AuditHolder
  ) throws(Refusal) -> SubjectReport {
    let terms = try terms(reason, receivedOn)
    let subject = try subject(of: question)
    let at = clock.now
    let found = try store.readDurable { SubjectReader($0).view(of: subject, profile: profile) }
    let (looks, disclosures) = try audit.looks(at: found.things)
    return try store.commit { (transaction) throws(Refusal) in
      let (request, events) = try HoldDecisions(transaction.state).decideAccess(
        subject, reason: terms.reason, receivedOn: terms.received, at: at)
      let view = SubjectReader(transaction.state).view(of: subject, profile: profile)
      let fact = AuditFact(
        .subjectReport, holder: holder,
        [
          "request": .word(request.id), "capacity": .word(subject.capacity.name), "purpose": .word("access-request"),
          // What is left out, if anything is, is left out on this ground; the entry does not tell whether.
          "ground": .word(Self.ground),
        ])
      let things = view.signals.map { AuditThing.signal($0.summary.id) }
      try transaction.append(events, facts: AuditFact.split(fact, things: things))
      let reader = SubjectReader(transaction.state)
      return SubjectReport(
        request: transaction.state.rights.requests[request.number] ?? request, view: view, disclosures: disclosures,
        looks: looks, regions: reader.regionsWithAgreement(now: at), findsFamilies: reader.findsFamilies(now: at),
        madeAt: at)
    }
  }

  /// The ground on which reports leave out what is shielded, and where a parent asks the regions (GDPR articles 15(4) and
  /// 23(1)(i)).
  public static let ground = "rights-of-others"
}

extension AuditLog {
  private static let lookKinds: [(kind: AuditKind, purpose: String)] = [
    (.shown, ""), (.subjectReport, "access-request"), (.auditRead, "audit"),
  ]
  private static let lookEntries = 1_000

  /// When people of this region looked at any of these things and what for, and when contact details in one of the matches
  /// among them went where.
  ///
  /// - Throws: ``Refusal`` where the store does not answer.
  func looks(at things: Set<AuditThing>) throws(Refusal) -> ([SubjectLook], [SubjectDisclosure]) {
    guard !things.isEmpty else { return ([], []) }
    let keys = try store.readDurable { $0.audit.keys(of: things) }
    var looks: [SubjectLook] = []
    for (kind, purpose) in Self.lookKinds {
      try forEach(kind, naming: keys) { leaf, day in
        looks.append(SubjectLook(on: day, purpose: leaf["purpose"]?.stringValue ?? purpose))
      }
    }
    var disclosures: [SubjectDisclosure] = []
    let matches = keys.filter { thing, _ in if case .match = thing { true } else { false } }
    try forEach(.disclosureSent, naming: matches) { leaf, day in
      if let peer = leaf["peer"]?.stringValue { disclosures.append(SubjectDisclosure(on: day, peer: peer)) }
    }
    return (
      looks.sorted { ($0.on, $0.purpose) < ($1.on, $1.purpose) },
      disclosures.sorted { ($0.on, $0.peer) < ($1.on, $1.peer) }
    )
  }

  /// Every entry of a kind with a commitment that one of the keys opens.
  private func forEach(
    _ kind: AuditKind, naming keys: [AuditThing: [UInt8]], _ body: (JSONValue, CalendarDate) -> Void
  ) throws(Refusal) {
    guard !keys.isEmpty else { return }
    var query = AuditQuery(limit: Self.lookEntries)
    query.kind = kind
    var page: [AuditEntry]
    repeat {
      page = try entries(query)
      query.after = page.last?.id
      for entry in page {
        let isNamed = entry.commitments.contains { commitment in
          keys.contains { thing, key in
            let opening = AuditOpening(
              thing: thing, key: key, instance: entry.id.instance, index: entry.id.index, place: commitment.place)
            return Base64URL.encode(opening.commitment) == commitment.text
          }
        }
        guard isNamed, let leaf = try? JSONValue(parsing: entry.leaf),
          let at = leaf["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
        else { continue }
        body(leaf, CalendarDate(at))
      }
    } while page.count == query.limit
  }
}
