public import PeerProtocol
import PrivateMatching
public import Region

import enum Cryptography.SubjectKind

/// The rights of people: what is kept of them, objections, erasure, and the requests for these with their terms.
///
/// An identity becomes pseudonyms within one call and is forgotten with it. Whatever a step answers, and its entries, have
/// the same form whether the region knows the person or not.
public final class SubjectRights: Sendable {
  /// Bytes of the text in which an officer says why.
  public static let reasonBytes = 200
  /// Digits in a row that such a text may hold: a number of a person has more.
  static let reasonDigits = 7
  /// Days by which a request may have come before it is written down.
  static let receivedDays = 365

  let store: Store
  let clock: NodeClock
  let audit: AuditLog
  let profile: RetentionProfile
  private let curve: FairScheduler
  private let arithmetic: any MatchingArithmetic
  private let log: @Sendable (LogEvent) -> Void

  init(
    store: Store, clock: NodeClock, curve: FairScheduler, arithmetic: any MatchingArithmetic, audit: AuditLog,
    profile: RetentionProfile, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.curve, self.arithmetic) = (store, clock, curve, arithmetic)
    (self.audit, self.profile, self.log) = (audit, profile, log)
  }

  // MARK: - Objection

  /// A step of an objection: lodged, rejected, or upheld by two people.
  ///
  /// - Throws: ``Refusal`` where the identity is not looked up as that of a youth, or another person has to decide.
  public func object(
    _ step: ObjectionStep, _ question: SubjectQuestion, reason: String, receivedOn: CalendarDate?,
    by approver: Approver
  ) throws(Refusal) -> SubjectDecision {
    let terms = try terms(reason, receivedOn)
    let subject = try subject(of: question)
    let (at, today, word) = (clock.milliseconds, clock.notedDay, approver.approval(at: clock.now))
    return try store.commit { (transaction) throws(Refusal) in
      let (request, decision) = try HoldDecisions(transaction.state).decideObjection(
        step, by: subject, reason: terms.reason, receivedOn: terms.received, today: today, by: word, at: at)
      try transaction.append(decision.events)
      return SubjectDecision(
        request: request.flatMap { transaction.state.rights.requests[$0.number] }, standing: decision.standing)
    }
  }

  // MARK: - Erasure

  /// The first person's word that everything on a youth is erased: the youth is held back from now on.
  public func erase(
    _ question: SubjectQuestion, reason: String, receivedOn: CalendarDate?, by approver: Approver
  ) throws(Refusal) -> SubjectDecision {
    let terms = try terms(reason, receivedOn)
    let subject = try subject(of: question)
    let (at, today, word) = (clock.milliseconds, clock.notedDay, approver.approval(at: clock.now))
    return try store.commit { (transaction) throws(Refusal) in
      let (request, events) = try HoldDecisions(transaction.state).decideErasure(
        subject, reason: terms.reason, receivedOn: terms.received, today: today, by: word, at: at)
      try transaction.append(events)
      return SubjectDecision(
        request: transaction.state.rights.requests[request.number], standing: .awaitsSecondPerson)
    }
  }

  /// The second person's word: everything on the youth of the request is erased.
  public func confirmErasure(_ id: String, by approver: Approver) throws(Refusal) -> SubjectDecision {
    let (at, word) = (clock.milliseconds, approver.approval(at: clock.now))
    let decision = try store.commit { (transaction) throws(Refusal) in
      let number = transaction.state.rights.request(id)?.number
      try transaction.append(HoldDecisions(transaction.state).decideErasureConfirmation(of: id, by: word, at: at))
      return SubjectDecision(request: number.flatMap { transaction.state.rights.requests[$0] }, standing: .erased)
    }
    log(LogEvent(.info, "erasure-confirmed", ["request": .string(decision.request?.id ?? id)]))
    return decision
  }

  // MARK: - Rectification

  /// A request that something is set right: from now on it stands among the open requests, with its term.
  public func correct(
    _ question: SubjectQuestion, reason: String, receivedOn: CalendarDate?
  ) throws(Refusal) -> RightsRequest {
    let terms = try terms(reason, receivedOn)
    let subject = try subject(of: question)
    let at = clock.now
    return try store.commit { (transaction) throws(Refusal) in
      let (request, events) = try HoldDecisions(transaction.state).decideRectification(
        subject, reason: terms.reason, receivedOn: terms.received, at: at)
      try transaction.append(events)
      return transaction.state.rights.requests[request.number] ?? request
    }
  }

  // MARK: - Informing

  /// Writes down for all signals on a youth on which day the family was informed.
  public func inform(_ question: SubjectQuestion, on day: CalendarDate) throws(Refusal) {
    guard day.year >= ReportedSignal.firstYears.others, day <= clock.notedDay.adding(days: 1) else {
      throw .malformed([FieldFault(field: "on", reason: "must be a day from 1990 until today, YYYY-MM-DD")])
    }
    let subject = try subject(of: question)
    let at = clock.milliseconds
    try store.commit { (transaction) throws(Refusal) in
      let events = try HoldDecisions(transaction.state).decideInforming(subject, on: day, at: at)
      // The same entry where there is nobody to tell of.
      try transaction.append(events, facts: [AuditFact(.familyInformed, ["on": .word(day.iso)])])
    }
  }

  // MARK: - Requests

  /// Every request that is kept.
  public func standing() throws(Refusal) -> RightsStanding {
    let today = clock.notedDay
    return try store.readDurable { state in
      let all = state.rights.all
      return RightsStanding(requests: all.filter(\.isOpen) + all.filter { !$0.isOpen }, today: today)
    }
  }

  /// Makes the term of a request longer, once.
  public func extend(_ id: String, for ground: ExtensionGround) throws(Refusal) -> RightsRequest {
    let at = clock.now
    return try change(id) { (state) throws(Refusal) in
      [.rights(try state.rights.decideExtension(of: id, for: ground, at: at))]
    }
  }

  /// Ends a request of which nothing more comes; the reason is the officer's.
  public func close(_ id: String, _ outcome: RightsOutcome, reason: String? = nil) throws(Refusal) -> RightsRequest {
    let at = clock.milliseconds
    let reason = try reason.map { (text) throws(Refusal) in try terms(text, nil).reason }
    return try change(id) { (state) throws(Refusal) in
      try HoldDecisions(state).decideClosing(of: id, outcome, reason: reason, at: at)
    }
  }

  private func change(
    _ id: String, _ decide: (RegionState) throws(Refusal) -> [RegionEvent]
  ) throws(Refusal) -> RightsRequest {
    try store.commit { (transaction) throws(Refusal) in
      guard let number = transaction.state.rights.request(id)?.number else { throw .rights(.noSuchRequest) }
      try transaction.append(decide(transaction.state))
      guard let request = transaction.state.rights.requests[number] else { throw .rights(.noSuchRequest) }
      return request
    }
  }

  /// Forgets closed requests in time. Never asked while the clock is in doubt.
  func advance() throws(Refusal) {
    let at = clock.now
    guard store.readLatest({ $0.rights.decideForgetting(at: at) != nil }) else { return }
    try store.commit { (transaction) throws(Refusal) in
      if let event = transaction.state.rights.decideForgetting(at: at) { try transaction.append(.rights(event)) }
    }
  }

  // MARK: - Common ground

  /// What an officer says of a request, checked: why, and when it came.
  func terms(_ reason: String, _ receivedOn: CalendarDate?) throws(Refusal) -> (reason: String, received: CalendarDate)
  {
    let today = clock.notedDay
    let received = receivedOn ?? today
    var faults: [FieldFault] = []
    if reason.isEmpty || reason.utf8.count > Self.reasonBytes || !isPrintable(reason) {
      faults.append(
        FieldFault(
          field: "reason", reason: "must be a text of 1 to \(Self.reasonBytes) bytes without control characters"))
    } else if Self.longestNumber(in: reason) > Self.reasonDigits {
      faults.append(
        FieldFault(field: "reason", reason: "holds a long number: refer to your own file, and to no person"))
    }
    if received > today.adding(days: 1) || received < today.adding(days: -Self.receivedDays) {
      faults.append(
        FieldFault(field: "receivedOn", reason: "must be a day of the last \(Self.receivedDays), YYYY-MM-DD"))
    }
    guard faults.isEmpty else { throw .malformed(faults) }
    return (reason, received)
  }

  /// The most digits that follow each other, but for blanks, dots and hyphens.
  private static func longestNumber(in text: String) -> Int {
    var (longest, present) = (0, 0)
    for character in text {
      if character.isNumber {
        present += 1
        longest = max(longest, present)
      } else if !" .-".contains(character) {
        present = 0
      }
    }
    return longest
  }

  /// The pseudonyms of whoever a question is about.
  func subject(of question: SubjectQuestion) throws(Refusal) -> Subject {
    func pseudonyms(_ isAsked: Bool, _ kind: FeedKind) throws(Refusal) -> [Pseudonym] {
      guard isAsked else { return [] }
      do {
        return try curve.take(.ownRegion) { try arithmetic.pseudonyms(of: [question.identity], kind: kind) }
          .compactMap { Pseudonym(point: $0) }
      } catch {
        throw .miscomputed
      }
    }
    return Subject(
      capacity: question.capacity, youth: try pseudonyms(question.capacity.isOfYouth, .youth),
      parent: try pseudonyms(question.capacity.isOfParent, .guardian))
  }
}
