package import LocalAPI
package import PeerProtocol

extension OfficerTask {
  /// A person's request that is open, with the last day on which it may be answered; nil for one that is closed.
  package init?(_ request: SubjectRequestDocument) {
    guard request.outcome == nil else { return nil }
    self.init(.accessRequest(id: request.id), due: request.dueOn)
  }

  /// Days before an agreement ends in which it shows as a task.
  package static let renewalDays = 90

  /// What waits according to the node's own documents, the most serious first and then the earliest. Requests for access are
  /// not among them.
  package static func tasks(
    status: StatusDocument, decisions: DecisionsDocument, agreements: [AgreementDocument], today: CalendarDate
  ) -> [OfficerTask] {
    var tasks = status.alarms.map { OfficerTask(.alarm(code: $0.code, peer: nil)) }
    for peer in status.peers {
      tasks += peer.alarms.map { OfficerTask(.alarm(code: $0.code, peer: peer.region)) }
    }
    for fault in status.auditLog?.faults ?? [] {
      let task = OfficerTask(.alarm(code: fault.code, peer: fault.region))
      if !tasks.contains(task) { tasks.append(task) }
    }
    tasks += decisions.decisions.map { decision in
      switch decision.kind.known {
      case .death: OfficerTask(.death(id: decision.id), due: decision.erasesOn)
      case .erasure: OfficerTask(.erasure(id: decision.id))
      case .objection, nil: OfficerTask(.objection(id: decision.id))
      }
    }
    tasks += agreements.flatMap { of($0, today) }
    tasks += status.credentials.proposals.map { proposal in
      OfficerTask(
        .credential(id: proposal.id, name: proposal.name), due: proposal.countsAt.map { LocalTime($0).day })
    }
    if let next = status.reviews?.next, next.stage != .upcoming {
      tasks.append(OfficerTask(.review(id: next.id), due: next.overdueOn.adding(days: -1)))
    }
    if let ground = status.legalGround, ground.state != .holds {
      tasks.append(OfficerTask(.legalGround, due: LocalTime(ground.validUntil).day))
    }
    if let flagged = status.flagged { tasks.append(OfficerTask(.flaggedSignals(flagged))) }
    return sorted(tasks, today)
  }

  /// The most serious first, then the earliest, then those without a day.
  package static func sorted(_ tasks: [OfficerTask], _ today: CalendarDate) -> [OfficerTask] {
    tasks.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if one.level(on: today) != other.level(on: today) { return one.level(on: today) > other.level(on: today) }
      let (first, second) = (one.due ?? .latest, other.due ?? .latest)
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
  }

  private static func of(_ agreement: AgreementDocument, _ today: CalendarDate) -> [OfficerTask] {
    var tasks: [OfficerTask] = []
    let isApproved = agreement.approvals.contains { $0.role == .privacyOfficer }
    if agreement.status == .draft || agreement.status == .received, !isApproved {
      tasks.append(OfficerTask(.agreement(id: agreement.agreementId, peer: agreement.peer)))
    }
    let last = LocalTime(agreement.endsAt ?? agreement.validUntil).day
    if agreement.inForce, last < today.adding(days: renewalDays) {
      tasks.append(OfficerTask(.agreementEnds(id: agreement.agreementId, peer: agreement.peer), due: last))
    }
    for exception in agreement.limitExceptions ?? [] where exception.status == .received {
      tasks.append(
        OfficerTask(
          .exception(id: exception.documentId, agreement: agreement.agreementId, peer: exception.region)))
    }
    return tasks
  }
}
