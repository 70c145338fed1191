import PeerProtocol
import Region
import Synchronization

/// What time alone does to agreements.
extension Agreements {
  /// Closes agreements that lapsed, ended or whose peer was silent too long; of several at once an operator decides.
  func advance() throws(Refusal) {
    let at = clock.milliseconds
    let knowsSilence = clock.hasListened
    let (decided, concluded) = store.readLatest { state in
      (
        AgreementDecisions(state).decideAgreements(at: at, knowsSilence: knowsSilence) { _, _ in nil },
        state.agreements.records.values.count { $0.status == .concluded }
      )
    }
    let isHeld = holdsEndings(of: decided, concluded)
    let due = isHeld ? decided.filter { !$0.endsAgreement } : decided
    guard !due.isEmpty else { return }
    try store.commit { (transaction) throws(Refusal) in
      let events = AgreementDecisions(transaction.state).decideAgreements(at: at, knowsSilence: knowsSilence) {
        id, reason in
        try? signer.signEnding(of: id, reason: reason, as: .revocation, at: clock.now)
      }
      try transaction.append(isHeld ? events.filter { !$0.endsAgreement } : events)
    }
    for case .agreements(.closed(let id, let status, _, let reason, _, _)) in due {
      log(
        LogEvent(
          .warning, "agreement-" + status.name,
          ["agreement": .string(id.base64URL), "reason": .string(reason)]))
    }
  }

  /// How many agreements would end at once, while that waits for an operator; 0 while nothing waits.
  var waitingEndings: Int { endings.withLock { $0.waiting } }

  /// An operator confirmed that so many agreements end at once: the next ``advance()`` ends them.
  func confirmEndings(_ count: Int) { endings.withLock { $0.confirmed = count } }

  /// True where all of several agreements would end at once, and nobody confirmed that.
  private func holdsEndings(of events: [RegionEvent], _ concluded: Int) -> Bool {
    let ending = events.count(where: \.endsAgreement)
    let (isHeld, isNew) = endings.withLock { endings in
      let isHeld = ending > 1 && ending == concluded && ending > endings.confirmed
      defer { endings.waiting = isHeld ? ending : 0 }
      if ending == 0 { endings.confirmed = 0 }
      return (isHeld, isHeld && endings.waiting != ending)
    }
    if isNew {
      log(
        LogEvent(
          .warning, "endings-wait",
          ["agreements": JSONValue(ending), "of": JSONValue(concluded)]))
    }
    return isHeld
  }
}

extension RegionEvent {
  /// True where a concluded agreement ends by this event, by time alone.
  fileprivate var endsAgreement: Bool {
    if case .agreements(.closed(_, .ended, _, _, _, _)) = self { true } else { false }
  }
}
