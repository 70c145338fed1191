import PeerProtocol
import Region

extension Signals {
  /// At a start, as after an upgrade: what is stored is judged by the list of sectors as it is now. In pieces; nothing
  /// happens where it was judged before.
  func judgeStoredSectors() throws(Refusal) {
    let at = clock.milliseconds
    var (raised, unknown) = (0, 0)
    var row: Int? = 0
    while let start = row {
      let rows = start..<start + EngineLimits.sweepRows
      let review = store.readLatest { SignalDecisions($0).decideSectorReview(rows, sectors: sectors, at: at) }
      if !review.events.isEmpty {
        try store.commit { (transaction) throws(Refusal) in
          let now = SignalDecisions(transaction.state).decideSectorReview(rows, sectors: sectors, at: at)
          try transaction.append(now.events)
        }
      }
      raised += review.raised
      unknown += review.unknown
      row = review.next
    }
    guard raised + unknown > 0 else { return }
    log(
      LogEvent(
        .warning, "sectors-judged",
        [
          "withheld": JSONValue(raised), "unknown": JSONValue(unknown),
          "reason": "stored signals name a sector that is a shelter, or not in the list.",
        ]))
  }
}
