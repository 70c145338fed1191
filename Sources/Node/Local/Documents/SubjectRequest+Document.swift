import Engine
import LocalAPI
import PeerProtocol
import Region

extension SubjectRequestDocument {
  /// A request of a person, with the days that are left by `today`.
  init(_ request: RightsRequest, today: CalendarDate) {
    self.init(
      id: request.id, kind: Word(text: request.kind.name), capacity: Word(text: request.capacity.name),
      receivedOn: request.receivedOn, dueOn: request.dueOn,
      daysLeft: request.isOpen ? Int(request.dueOn.daysSince1970 - today.daysSince1970) : nil,
      extendedFor: request.extendedFor.map { Word(text: $0.name) }, reason: request.reason,
      decision: request.hold.map { "\(request.kind.name)-\($0)" },
      outcome: request.outcome.map { Word(text: $0.name) }, closedAt: request.closedAt,
      closingReason: request.closingReason)
  }
}

extension SubjectRequestsDocument {
  init(_ standing: RightsStanding) {
    self.init(requests: standing.requests.map { SubjectRequestDocument($0, today: standing.today) })
  }
}

extension SubjectDecisionDocument {
  init(_ decision: SubjectDecision, today: CalendarDate) {
    self.init(
      request: decision.request.map { SubjectRequestDocument($0, today: today) },
      standing: Word(text: decision.standing.rawValue))
  }
}
