import PeerProtocol

extension IndexModel {
  /// Takes a report in and gives the result that the node should answer.
  ///
  /// Right for what reporters say themselves; not after objections, deaths, rows that were refused or restored backups.
  mutating func take(_ report: Report, today: CalendarDate) -> String {
    let isEnd = ["mistaken", "objection"].contains(report.endReason)
    let (known, wasHeld) = (last[report.id], held[report.id] != nil)
    put(report, today: today)
    if known == report { return wasHeld || isEnd ? "unchanged" : "keptErased" }
    if known == nil { return held[report.id] == nil ? "notKept" : "added" }
    return wasHeld || isEnd ? "updated" : "restored"
  }
}
