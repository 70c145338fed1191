public import PeerProtocol

/// What is decided on a request of a person: beside access, each holds a youth back or ends that.
extension HoldDecisions {
  /// A request for access, or the open one with the same question.
  ///
  /// - Throws: ``Refusal`` where too many are open.
  public func decideAccess(
    _ subject: Subject, reason: String, receivedOn: CalendarDate, at: Timestamp
  ) throws(Refusal) -> (request: RightsRequest, events: [RegionEvent]) {
    let (request, isNew) = try rights.decideOpening(.access, subject, reason: reason, receivedOn: receivedOn)
    return (request, isNew ? [.rights(.opened(request, at: at))] : [])
  }

  /// A request that something is set right, or the open one with the same question. The reporter of a signal corrects it;
  /// this is the register of what was asked, and of what came of it.
  ///
  /// - Throws: ``Refusal`` where too many are open.
  public func decideRectification(
    _ subject: Subject, reason: String, receivedOn: CalendarDate, at: Timestamp
  ) throws(Refusal) -> (request: RightsRequest, events: [RegionEvent]) {
    let (request, isNew) = try rights.decideOpening(.rectification, subject, reason: reason, receivedOn: receivedOn)
    return (request, isNew ? [.rights(.opened(request, at: at))] : [])
  }

  /// A step of an objection by the identity of the youth, with the rules of ``decideObjection(_:on:today:by:at:)``.
  ///
  /// It is the same whether the region knows the youth or not: signals that come later are held back, too.
  ///
  /// - Throws: ``Refusal`` where the identity is not looked up as that of a youth, or another person has to decide.
  public func decideObjection(
    _ step: ObjectionStep, by subject: Subject, reason: String, receivedOn: CalendarDate, today: CalendarDate,
    by approval: Approval, at: Int
  ) throws(Refusal) -> (request: RightsRequest?, decision: HoldDecision) {
    guard subject.capacity.isOfYouth, subject.youth.first != nil else { throw .rights(.needsYouth) }
    let youth = signals.identities(ofYouth: subject.youth)
    let holds = signals.holds.of(.objection, on: youth)
    let open = rights.requests.values.first { request in request.isOpen && holds.contains { $0.number == request.hold }
    }
    guard step == .lodged || !holds.isEmpty || step == .upheld else { throw .retention(.nothingToDecide) }
    var decision = try decideObjection(step, youth: youth, holds: holds, under: nil, today: today, by: approval, at: at)
    guard open == nil, step != .rejected, decision.standing != .erased else { return (open, decision) }
    let (request, isNew) = try rights.decideOpening(.objection, subject, reason: reason, receivedOn: receivedOn)
    if isNew || !isHeld(request) {
      decision.events.append(.rights(.opened(request, at: Timestamp(seconds: Int64(at / 1000)))))
    }
    return (request, decision)
  }

  /// The first person's word on a request for erasure: the youth is held back from now on, and erased on the word of a
  /// second person.
  ///
  /// - Throws: ``Refusal`` where the identity is not looked up as that of a youth.
  public func decideErasure(
    _ subject: Subject, reason: String, receivedOn: CalendarDate, today: CalendarDate, by approval: Approval, at: Int
  ) throws(Refusal) -> (request: RightsRequest, events: [RegionEvent]) {
    guard subject.capacity.isOfYouth, !subject.youth.isEmpty else { throw .rights(.needsYouth) }
    let youth = signals.identities(ofYouth: subject.youth)
    let holds = signals.holds.of(.erasure, on: youth)
    let open = rights.requests.values.first { request in request.isOpen && holds.contains { $0.number == request.hold }
    }
    if let open { return (open, []) }
    let (request, isNew) = try rights.decideOpening(.erasure, subject, reason: reason, receivedOn: receivedOn)
    guard isNew || !isHeld(request) else { return (request, []) }
    var hold = YouthHold(.erasure, youth: youth, signals: [], since: today.daysSince1970)
    hold.firstWord = approval
    let moment = Timestamp(seconds: Int64(at / 1000))
    return (request, [.signals(.held(hold, at: at)), .rights(.opened(request, at: moment))])
  }

  /// False for an open request whose hold is gone: it begins again, and the request is bound to the new one.
  private func isHeld(_ request: RightsRequest) -> Bool { request.hold.flatMap { signals.holds[$0] } != nil }

  /// The second person's word on a request for erasure: everything on the youth is erased.
  ///
  /// - Throws: ``Refusal`` where there is no such open request, or another person has to say it.
  public func decideErasureConfirmation(of id: String, by approval: Approval, at: Int) throws(Refusal) -> [RegionEvent]
  {
    let request = try rights.opened(id)
    guard request.kind == .erasure else { throw .rights(.otherStep(request.kind)) }
    guard let hold = request.hold.flatMap({ signals.holds[$0] }), let first = hold.firstWord else {
      throw .retention(.nothingToDecide)
    }
    guard !first.isByHolder(of: approval) else {
      throw .retention(.secondRole(name: first.name, role: first.role, awaited: "index"))
    }
    try first.checkSecond(approval)
    let youth = signals.identities(ofYouth: hold.youth)
    return erasure(of: youth, .erasureRequested, reason: .erasureRequest, ending: [hold], at: at)
  }

  /// The end of a request by a person: a report was handed over, a fault was set right, or nothing comes of a request.
  ///
  /// - Throws: ``Refusal`` where there is no such open request, or it ends by another step.
  public func decideClosing(
    of id: String, _ outcome: RightsOutcome, reason: String?, at: Int
  ) throws(Refusal) -> [RegionEvent] {
    let request = try rights.opened(id)
    let fits =
      switch request.kind {
      case .access: [.answered, .refused, .withdrawn].contains(outcome)
      case .erasure: [.refused, .withdrawn].contains(outcome)
      case .objection: false
      case .rectification: [.corrected, .refused, .withdrawn].contains(outcome)
      }
    guard fits else { throw .rights(.otherStep(request.kind)) }
    guard request.kind != .rectification || outcome != .refused || reason != nil else { throw .rights(.needsReason) }
    let hold = request.hold.flatMap { signals.holds[$0]?.number }
    let moment = Timestamp(seconds: Int64(at / 1000))
    return (hold.map { [.signals(.released(holds: [$0], at: at))] } ?? [])
      + [.rights(.closed(request.number, outcome, erased: 0, at: moment, reason: reason))]
  }

  /// The open requests that end with what holds their youth back.
  func closings(ofHolds numbers: [Int], _ outcome: RightsOutcome, erased: Int, at: Int) -> [RegionEvent] {
    let moment = Timestamp(seconds: Int64(at / 1000))
    return rights.open.filter { request in request.hold.map { numbers.contains($0) } ?? false }
      .map { .rights(.closed($0.number, outcome, erased: erased, at: moment)) }
  }

  /// The day on which the family was informed, for every signal on the youth; nothing where none is known.
  ///
  /// - Throws: ``Refusal`` where the identity is not looked up as that of a youth.
  public func decideInforming(_ subject: Subject, on day: CalendarDate, at: Int) throws(Refusal) -> [RegionEvent] {
    guard subject.capacity.isOfYouth, !subject.youth.isEmpty else { throw .rights(.needsYouth) }
    let ids = youthRows(signals.identities(ofYouth: subject.youth)).filter { $0.informedOn != day.daysSince1970 }
      .map(\.id).sorted()
    return ids.isEmpty ? [] : [.signals(.informed(ids: ids, on: day.daysSince1970, at: at))]
  }
}
