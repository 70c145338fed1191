import PeerProtocol
public import Region
import Synchronization

/// What would end at once and waits for an operator: signals by ``Retention``, and agreements.
extension Engine {
  /// What waits now.
  public var waitingEndings: EndingsStanding {
    EndingsStanding(signals: retention.waitingEndings, agreements: agreements.waitingEndings)
  }

  /// An operator confirms that so many signals, or agreements, end at once. Gives what waits then.
  ///
  /// - Throws: ``Refusal`` `try-again` while the clock is in doubt, `conflict` where another number would end than was
  ///   confirmed.
  public func confirmEndings(signals: Int?, agreements: Int?, approver: Approver) throws(Refusal) -> EndingsStanding {
    guard signals != nil || agreements != nil else {
      throw .malformed([
        FieldFault(field: "endings", reason: "say how many signals, or agreements, may end at once")
      ])
    }
    clockWatch.observe()
    if clock.isInDoubt { throw .clock(.inDoubt(.endings)) }
    if let signals { try retention.confirm(signals: signals) }
    if let agreements {
      let waiting = self.agreements.waitingEndings
      guard waiting == agreements else { throw .retention(.otherCount(.agreements, count: waiting)) }
      self.agreements.confirmEndings(agreements)
      tick()
    }
    log(
      LogEvent(
        .warning, "endings-confirmed",
        [
          "by": .string(approver.name), "signals": signals.map { JSONValue($0) } ?? .null,
          "agreements": agreements.map { JSONValue($0) } ?? .null,
        ]))
    return waitingEndings
  }

  /// After the legal ground ended, agreements are revoked.
  func endExchange() throws(Refusal) {
    guard let end = configuration.profile.validUntil else { return }
    for id in retention.agreementsWithoutGround() {
      try agreements.revoke(id, reason: "the legal ground for exchange ended on \(CalendarDate(end).iso)")
    }
  }
}
