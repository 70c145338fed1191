import PeerProtocol
public import Region

/// Reviews of the audit log by privacy officers: a plan, a choice of entries for each week or month, and its outcome.
public final class Reviews: Sendable {
  /// The kinds of entries that concern people: reviews choose among these.
  public static let kinds: [AuditKind] = [
    .shown, .disclosureSent, .disclosureConfirmed, .disclosureReceived, .subjectReport, .exported, .auditRead,
  ]
  /// Entries that are read at a time.
  private static let pageEntries = 1_000

  private let store: Store
  private let clock: NodeClock
  private let audit: AuditLog
  private let log: @Sendable (LogEvent) -> Void

  init(store: Store, clock: NodeClock, audit: AuditLog, log: @escaping @Sendable (LogEvent) -> Void) {
    (self.store, self.clock, self.audit, self.log) = (store, clock, audit, log)
  }

  /// Where the reviews stand.
  public func standing() throws(Refusal) -> ReviewStanding {
    let at = clock.now
    return try store.readDurable { ReviewStanding($0.audit.reviews, at: at) }
  }

  /// Makes a plan, or another one. The same again changes nothing.
  public func plan(_ plan: ReviewPlan) throws(Refusal) -> ReviewStanding {
    let at = clock.now
    try store.commit { (transaction) throws(Refusal) in
      guard transaction.state.audit.reviews.plan != plan else { return }
      try transaction.append(.audit(.review(.planned(plan, at: at))))
    }
    return try standing()
  }

  /// The review that is open, or that of the oldest period that is over and not reviewed, which it opens.
  ///
  /// - Throws: ``Refusal`` where none is due, or no checkpoint covers the period yet.
  public func next() throws(Refusal) -> OpenReview {
    let at = clock.now
    let (reviews, instance, checkpoints) = try store.readDurable { state in
      (state.audit.reviews, state.audit.instance, state.audit.checkpoints)
    }
    if let open = reviews.open { return open }
    let period = try reviews.decideNext(at: at)
    guard let instance, let plan = reviews.plan, let signedAt = checkpoints.signedAt, signedAt >= period.until.start
    else { throw .audit(.reviewUncovered(id: period.id)) }
    let seed = AuditHead(instance: instance.id, size: checkpoints.size, root: checkpoints.root)
    let selection = try selection(of: period, seed)
    let review = OpenReview(
      period: period, share: plan.share, seed: seed, found: selection.found,
      chosen: selection.chosen(share: plan.share), openedAt: at)
    return try store.commit { (transaction) throws(Refusal) in
      let now = transaction.state.audit.reviews
      // Another privacy officer may have been faster.
      if let open = now.open { return open }
      guard now.plan == plan, now.next == period else { throw .storage(.busy) }
      try transaction.append(.audit(.review(.opened(review))))
      return review
    }
  }

  /// All entries of a period that concern people and that the checkpoint covers, or that a former instance holds.
  private func selection(of period: ReviewPeriod, _ seed: AuditHead) throws(Refusal) -> ReviewSelection {
    var selection = ReviewSelection(seed: seed.root)
    for kind in Self.kinds {
      var query = AuditQuery(limit: Self.pageEntries)
      (query.from, query.until, query.kind) = (period.from, period.until, kind)
      var page: [AuditEntry]
      repeat {
        page = try audit.entries(query)
        query.after = page.last?.id
        for entry in page where entry.id.instance != seed.instance || entry.id.index < seed.size {
          selection.offer(entry.id)
        }
      } while page.count == query.limit
    }
    return selection
  }

  /// The chosen entries of a review, in the order of the log; those that are no longer kept are left out.
  public func entries(of review: OpenReview) throws(Refusal) -> [AuditEntry] {
    var entries: [AuditEntry] = []
    for id in review.chosen.sorted(by: { ($0.instance, $0.index) < ($1.instance, $1.index) }) {
      if let entry = try audit.entry(id) { entries.append(entry) }
    }
    return entries
  }

  /// Closes the review that is open. An incident is told in the node's log by its references.
  ///
  /// - Parameter holder: who closes it.
  /// - Throws: ``Refusal`` where another review is open, a reference is none, or chosen entries tell of the holder while
  ///   another privacy officer is in none of them.
  public func close(
    _ id: String, outcome: ReviewOutcome, references: [AuditEntryId], by holder: AuditHolder
  ) throws(Refusal) -> ReviewStanding {
    let at = clock.now
    let (reviews, officers) = try store.readDurable { state in
      (state.audit.reviews, state.credentials.officers.filter { $0.isUsable(at: at) }.map(\.certificate.fingerprint))
    }
    _ = try reviews.decideClosing(of: id, outcome: outcome, references: references, at: at)
    for reference in references where try audit.entry(reference) == nil {
      throw .malformed([FieldFault(line: "references: \(reference.text) is no entry of the audit log")])
    }
    if let open = reviews.open {
      let told = try holders(in: try entries(of: open))
      guard !told.contains(holder.credential) || officers.allSatisfy(told.contains) else {
        throw .audit(.reviewOfOwnEntries(id: id))
      }
    }
    try store.commit { (transaction) throws(Refusal) in
      let event = try transaction.state.audit.reviews.decideClosing(
        of: id, outcome: outcome, references: references, at: at)
      try transaction.append(.audit(.review(event)))
    }
    if outcome == .incident {
      log(
        LogEvent(
          .warning, "alarm",
          [
            "code": .string(Alarm.reviewIncident.code), "review": .string(id),
            "references": .array(references.map { .string($0.text) }),
          ], alarm: .reviewIncident))
    }
    return try standing()
  }

  /// SHA-256 of the certificates of whoever the entries say did something.
  private func holders(in entries: [AuditEntry]) throws(Refusal) -> Set<[UInt8]> {
    Set(
      try audit.opened(entries, .holder).joined().compactMap { opened in
        if case .holder(let fingerprint) = opened.thing { fingerprint } else { nil }
      })
  }

  /// An alarm a day while a review is overdue. Never asked while the clock is in doubt.
  func advance() throws(Refusal) {
    let at = clock.now
    guard store.readLatest({ $0.audit.reviews.decideAlarm(at: at) != nil }) else { return }
    let event = try store.commit { (transaction) throws(Refusal) -> ReviewEvent? in
      let event = transaction.state.audit.reviews.decideAlarm(at: at)
      if let event { try transaction.append(.audit(.review(event))) }
      return event
    }
    if case .alarmRaised(let period, _) = event {
      let alarm = Alarm.reviewOverdue(period.until)
      log(LogEvent(.warning, "alarm", ["code": .string(alarm.code), "review": .string(period.id)], alarm: alarm))
    }
  }
}
