import PeerProtocol
public import Region

/// What two people decide about a youth or about what was erased, and what waits for the second of them.
extension Retention {
  /// An objection against the exchange of a youth: lodged, rejected or upheld. It concerns every signal on the youth of
  /// the signal `id`, which may be a former one, or the objection itself; twice is once.
  public func decideObjection(
    id: String, step: ObjectionStep, by approver: Approver
  ) throws(Refusal) -> YouthDecision {
    try decide("objection-" + step.rawValue, by: approver) { (state, day, word, at) throws(Refusal) in
      try HoldDecisions(state).decideObjection(step, on: id, today: day, by: word, at: at)
    }
  }

  /// One person's word that the youth of a signal died: the signals on the youth are suspended at once, and erased on the
  /// word of a second person. `isRefused` takes the word back.
  public func confirmDeath(id: String, isRefused: Bool, by approver: Approver) throws(Refusal) -> YouthDecision {
    try decide(isRefused ? "death-refused" : "death-confirmed", by: approver) {
      (state, day, word, at) throws(Refusal) in
      try HoldDecisions(state).decideDeathConfirmation(of: id, isRefused: isRefused, today: day, by: word, at: at)
    }
  }

  private func decide(
    _ event: String, by approver: Approver,
    _ decide: (RegionState, CalendarDate, Approval, Int) throws(Refusal) -> HoldDecision
  ) throws(Refusal) -> YouthDecision {
    let (at, day, word) = (clock.milliseconds, clock.notedDay, approver.approval(at: clock.now))
    let decision = try store.commit { (transaction) throws(Refusal) -> HoldDecision in
      let decision = try decide(transaction.state, day, word, at)
      try transaction.append(decision.events)
      return decision
    }
    log(
      LogEvent(
        .info, event,
        ["signals": JSONValue(decision.signals), "standing": .string(decision.standing.rawValue)]))
    return YouthDecision(signals: decision.signals, standing: decision.standing)
  }

  /// One person's wish to lift the mark of an erased signal, or with nil all of unknown cause; done on the word of a
  /// second: index and privacy officer together.
  public func liftMarks(id: String?, by approver: Approver) throws(Refusal) -> MarkDecision {
    let (at, word) = (clock.milliseconds, approver.approval(at: clock.now))
    let decision = try store.commit { (transaction) throws(Refusal) -> MarkDecision in
      let decision = try MarkDecisions(transaction.state).decideLift(id, by: word, at: at)
      try transaction.append(decision.events)
      return MarkDecision(marks: decision.marks, isLifted: decision.isLifted)
    }
    let standing = decision.isLifted ? "lifted" : HoldDecision.Standing.awaitsSecondPerson.rawValue
    log(LogEvent(.info, "marks-lifted", ["marks": JSONValue(decision.marks), "standing": .string(standing)]))
    return decision
  }

  // MARK: - Lists

  /// What holds back youths until somebody decides, oldest first.
  public func decisions() throws(Refusal) -> PagedList<PendingDecision> {
    let numbers = try store.readDurable { $0.signals.allHolds.map(\.number) }
    let grace = profile.deathGraceDays
    return PagedList(member: "decisions", count: numbers.count, pageItems: 32) { [store] (range) throws(Refusal) in
      try store.readDurable { state in
        numbers[range].compactMap { number in
          state.signals.holds[number].map { PendingDecision($0, present: state.signals.ids(of: $0), graceDays: grace) }
        }
      }
    }
  }

  /// Every mark of an erased signal, without identities, sorted by id.
  public func marks() throws(Refusal) -> PagedList<StoredMark> {
    let ids = try store.readDurable { Array($0.signals.marks.byId.keys) }.sorted()
    return PagedList(member: "marks", count: ids.count, pageItems: 64) { [store] (range) throws(Refusal) in
      try store.readDurable { state in
        ids[range].compactMap { id in state.signals.marks[id].map { StoredMark($0, state.signals) } }
      }
    }
  }
}
