public import PeerProtocol
public import Region

/// What two people decide about a youth or about what was erased, and what waits for the second of them.
extension Engine {
  /// An objection against the exchange of a youth: lodged, rejected or upheld. It concerns every signal on the youth of
  /// the signal `id`, which may be a former one, or the objection itself; twice is once.
  /// `{"id","objection","signals","standing"}`.
  public func objectToSignal(id: String, step: String, by approver: Approver) throws(Refusal) -> JSONValue {
    guard let step = ObjectionStep(rawValue: step) else {
      let names = ObjectionStep.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(JSONFaults(["objection: must be one of \(names)"]))
    }
    let (at, day, word) = (milliseconds, notedDay, approval(approver))
    let decision = try store.commit { (transaction) throws(Refusal) -> HoldDecision in
      let decision = try transaction.state.decideObjection(step, on: id, today: day, by: word, at: at)
      try transaction.append(decision.events)
      return decision
    }
    log(
      LogEvent(
        .info, "objection-" + step.rawValue,
        ["signals": JSONValue(decision.signals), "standing": .string(decision.standing.rawValue)]))
    return [
      "id": .string(id), "objection": .string(step.rawValue), "signals": JSONValue(decision.signals),
      "standing": .string(decision.standing.rawValue),
    ]
  }

  /// One person's word that the youth of a signal died: the signals on the youth are suspended at once, and erased on the
  /// word of a second person. `isRefused` takes the word back. `{"id","signals","standing"}`.
  public func confirmDeath(id: String, isRefused: Bool, by approver: Approver) throws(Refusal) -> JSONValue {
    let (at, day, word) = (milliseconds, notedDay, approval(approver))
    let decision = try store.commit { (transaction) throws(Refusal) -> HoldDecision in
      let decision = try transaction.state.decideDeathConfirmation(
        of: id, isRefused: isRefused, today: day, by: word, at: at)
      try transaction.append(decision.events)
      return decision
    }
    log(
      LogEvent(
        .info, isRefused ? "death-refused" : "death-confirmed",
        ["signals": JSONValue(decision.signals), "standing": .string(decision.standing.rawValue)]))
    return [
      "id": .string(id), "signals": JSONValue(decision.signals), "standing": .string(decision.standing.rawValue),
    ]
  }

  /// One person's wish to lift the mark of an erased signal, or all of unknown cause; done on the word of a second:
  /// index and privacy officer together. `{"marks","standing":"awaits-second-person"|"lifted"}`.
  public func lift(id: String?, by approver: Approver) throws(Refusal) -> JSONValue {
    let (at, word) = (milliseconds, approval(approver))
    let decision = try store.commit {
      (transaction) throws(Refusal) -> (isLifted: Bool, marks: Int, events: [RegionEvent]) in
      let decision = try transaction.state.decideLift(id, by: word, at: at)
      try transaction.append(decision.events)
      return decision
    }
    let standing = decision.isLifted ? "lifted" : HoldDecision.Standing.awaitsSecondPerson.rawValue
    log(LogEvent(.info, "marks-lifted", ["marks": JSONValue(decision.marks), "standing": .string(standing)]))
    return ["marks": JSONValue(decision.marks), "standing": .string(standing)]
  }

  // MARK: - Lists

  /// What holds back youths until somebody decides: `{"decisions":[…]}`, oldest first.
  public func decisions() throws(Refusal) -> PagedList<JSONValue> {
    let numbers = try store.readDurable { $0.signals.allHolds.map(\.number) }
    return PagedList(member: "decisions", count: numbers.count, pageItems: 32) { [self] (range) throws(Refusal) in
      try store.readDurable { state in numbers[range].compactMap { state.signals.hold($0).map { describe($0, state) } }
      }
    }
  }

  private func describe(_ hold: YouthHold, _ state: RegionState) -> JSONValue {
    let present = state.signals.ids(of: hold)
    let grace = configuration.profile.deathGraceDays
    let due = hold.reports.map(\.on).min().map { CalendarDate(daysSince1970: Int($0)).adding(days: grace).iso }
    let name = present.first ?? hold.id
    let command = hold.kind == .objection ? "objection \(name) --upheld" : "confirm-death \(name)"
    let refusal = hold.kind == .objection ? "objection \(name) --rejected" : "confirm-death \(name) --refuse"
    let standing =
      hold.firstWord != nil ? "awaits-second-person" : hold.kind == .objection ? "lodged" : "reported"
    return JSONValue(present: [
      "id": .string(hold.id), "kind": .string(hold.kind.name), "standing": .string(standing),
      "since": .string(CalendarDate(daysSince1970: Int(hold.since)).iso),
      "signals": .array(present.map(JSONValue.string)),
      "formerSignals": .array(hold.signals.filter { !present.contains($0) }.map(JSONValue.string)),
      "reportedBy": hold.reports.isEmpty ? nil : .array(hold.reports.map { .string($0.signal) }),
      "erasesOn": due.map { .string($0) },
      "firstWord": hold.firstWord.map { ["role": .string($0.role), "name": .string($0.name), "at": JSONValue($0.at)] },
      "next": .string("samenloop signal " + command), "otherwise": .string("samenloop signal " + refusal),
    ])
  }

  /// Every mark of an erased signal, without identities: `{"marks":[{"id","cause","erasedOn",…}]}`, sorted by id.
  public func marks() throws(Refusal) -> PagedList<JSONValue> {
    let ids = try store.readDurable { Array($0.signals.erased.keys) }.sorted()
    return PagedList(member: "marks", count: ids.count, pageItems: 64) { [self] (range) throws(Refusal) in
      try store.readDurable { state in
        ids[range].compactMap { id in state.signals.erased[id].map { Self.describe($0, state.signals) } }
      }
    }
  }

  private static func describe(_ mark: ErasureMark, _ signals: SignalsState) -> JSONValue {
    let lift = signals.lifts[mark.signal.id] ?? (mark.signal.cause == .unknown ? signals.lifts[""] : nil)
    return JSONValue(present: [
      "id": .string(mark.signal.id), "cause": .string(mark.signal.cause.name),
      "erasedOn": (mark.day?.iso).map(JSONValue.string), "lifted": .bool(mark.isLifted),
      "reportedBy": mark.signal.sources.isEmpty ? nil : .array(mark.signal.sources.map(JSONValue.string)),
      "liftAwaits": mark.isLifted
        ? nil : lift.map { .string($0.role == "index" ? "privacy-officer" : "index") },
    ])
  }

  // MARK: - Alarms

  /// One report suspends the signals of others, and would erase them.
  func warn(of hold: YouthHold) {
    let code = hold.kind == .death ? "death-reported" : "objection-upheld"
    let id = hold.reports.last?.signal ?? hold.signals.first ?? ""
    let step =
      hold.kind == .death
      ? "Others' signals on that youth are suspended, and erased after \(configuration.profile.deathGraceDays) days"
      : "All signals on that youth are suspended, and erased on a second person's word"
    alarms.raise(code, region, "the report of signal \(id) would erase others. \(step): samenloop signal decisions")
  }
}
