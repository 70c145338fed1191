public import PeerProtocol
public import Region
import Synchronization

extension Engine {
  /// What ended by a clock that is not to be believed yet, or waits for an operator; nil where nothing is held.
  var heldEndings: HeldEndings? {
    guard isClockInDoubt || background.state.withLock({ $0.waitingEndings != nil }) else { return nil }
    return HeldEndings(
      today: clockDay, profile: configuration.profile, isGroundEnded: configuration.profile.isGroundEnded(clockNow))
  }

  /// An operator confirms that so many signals, or agreements, end at once: `{"signals"?,"agreements"?}` that wait then.
  ///
  /// - Throws: ``Refusal`` `try-again` while the clock is in doubt, `conflict` where another number would end than was confirmed.
  public func confirmEndings(signals: Int?, agreements: Int?, approver: Approver) throws(Refusal) -> JSONValue {
    guard signals != nil || agreements != nil else {
      throw Refusal(JSONFaults(["endings: say how many signals, or agreements, may end at once"]))
    }
    clockWatch.observe()
    if isClockInDoubt { throw .clockInDoubt("Nothing is ended") }
    if let signals {
      let day = today
      let due = countEndings(by: day)
      guard due.total == signals else { throw Self.otherEndings("signals", due.total, "--endings") }
      try sweep(by: day)
    }
    if let agreements {
      let waiting = self.agreements.waitingEndings
      guard waiting == agreements else { throw Self.otherEndings("agreements", waiting, "--agreements") }
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
    return describeEndings() ?? [:]
  }

  private static func otherEndings(_ what: String, _ count: Int, _ option: String) -> Refusal {
    Refusal.problem(
      Problem(
        .conflict,
        "\(count) \(what) would end, and another number was confirmed. If that is right: samenloop retention confirm \(option) \(count)"
      ))
  }

  /// What would end at once and waits for an operator: `{"signals"?,"of"?,"agreements"?,"next"}`.
  func describeEndings() -> JSONValue? {
    let (endings, agreements) = (background.state.withLock { $0.waitingEndings }, agreements.waitingEndings)
    guard endings != nil || agreements > 0 else { return nil }
    let options =
      (endings.map { [" --endings \($0.due.total)"] } ?? []) + (agreements > 0 ? [" --agreements \(agreements)"] : [])
    return JSONValue(present: [
      "signals": endings.map { JSONValue($0.due.total) },
      "of": endings.map { JSONValue($0.due.findable + $0.due.archived) },
      "agreements": agreements > 0 ? JSONValue(agreements) : nil,
      "next": .string("samenloop retention confirm" + options.joined()),
    ])
  }
}
