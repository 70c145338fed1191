import PeerProtocol
import Region

/// What a sweep of one day would end, and when that was counted last.
struct WaitingEndings: Sendable {
  var due: DueEndings
  var day: CalendarDate
  /// In terms of uptime.
  var countedAt: Int
}
