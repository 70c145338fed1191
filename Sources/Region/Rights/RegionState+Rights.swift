import PeerProtocol

import enum Cryptography.SubjectKind

/// What a request of a person changes.
extension RegionState {
  mutating func apply(_ event: RightsEvent) {
    switch event {
    case .opened(var request, _):
      if let kind = request.kind.hold {
        request.hold = signals.holds.of(kind, on: request.youth).first?.number
        request.withdrawals = RequestWithdrawals(self).entriesAtPeers(of: request.youth)
      }
      rights.put(request)
    case .extended(let number, let ground, let dueOn, _):
      rights.requests[number]?.extendedFor = ground
      rights.requests[number]?.dueOn = dueOn
    case .closed(let number, let outcome, let erased, let at, let reason):
      guard var request = rights.requests[number] else { return }
      (request.outcome, request.closedAt, request.erased) = (outcome, at, erased)
      request.closingReason = reason
      (request.youth, request.parent, request.hold) = ([], [], nil)
      let withdrawals = RequestWithdrawals(self)
      request.withdrawals = outcome == .erased ? request.withdrawals.filter(withdrawals.isLeavingOrGone) : []
      rights.requests[number] = request
    case .forgotten(let numbers, _):
      for number in numbers {
        guard let request = rights.requests.removeValue(forKey: number) else { continue }
        audit.forget(request.reasonThing)
        if let thing = request.closingThing { audit.forget(thing) }
      }
    }
  }
}
