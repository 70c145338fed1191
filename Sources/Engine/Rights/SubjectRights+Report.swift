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
    var search = LookSearch(audit, today: CalendarDate(at))
    let seen = try search.find(found.things)
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
        request: transaction.state.rights.requests[request.number] ?? request, view: view,
        disclosures: seen.disclosures,
        looks: seen.looks, looksFrom: seen.completeFrom, regions: reader.regionsWithAgreement(now: at),
        findsFamilies: reader.findsFamilies(now: at),
        madeAt: at)
    }
  }

  /// The ground on which reports leave out what is shielded, and where a parent asks the regions (GDPR articles 15(4) and
  /// 23(1)(i)).
  public static let ground = "rights-of-others"
}
