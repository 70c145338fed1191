/// A rate limit for lines of the log that outsiders can cause: every connection can make one, and thousands a second would
/// fill the disk and hide the others. Pure bookkeeping, given the time.
struct EventRateLimit {
  /// Events of one kind that one address may cause in a minute,
  static let ofAddress = 10
  /// and all of them together.
  static let ofAll = 120
  private static let window: Int64 = 60_000_000_000

  private struct Source: Hashable {
    let kind: Int
    let address: String
  }

  private var counts: [Source: Int] = [:]
  private var totals: [Int: Int] = [:]
  private var omitted = 0
  /// When the minute ends, in nanoseconds.
  private var end = Int64.min

  /// Whether an event is told; and how many were not in the minute before, where a new one begins.
  mutating func admit(_ event: ServerEvent, now: Int64) -> (isReported: Bool, omitted: Int) {
    guard let source = Self.source(of: event) else { return (true, 0) }
    var omittedBefore = 0
    if now >= end {
      omittedBefore = omitted
      (counts, totals, omitted, end) = ([:], [:], 0, now + Self.window)
    }
    let (count, total) = (counts[source] ?? 0, totals[source.kind] ?? 0)
    guard count < Self.ofAddress, total < Self.ofAll else {
      omitted += 1
      return (false, omittedBefore)
    }
    (counts[source], totals[source.kind]) = (count + 1, total + 1)
    return (true, omittedBefore)
  }

  /// Nil for events that outsiders cannot cause.
  private static func source(of event: ServerEvent) -> Source? {
    switch event {
    case .handshakeFailed(let address, _): Source(kind: 0, address: address)
    case .requestRefused(let address, _, _): Source(kind: 1, address: address)
    case .overloaded(let address): Source(kind: 2, address: address)
    case .cutOff(let address, _): Source(kind: 3, address: address)
    case .started, .limited, .eventsOmitted, .resourcesExhausted, .stopped: nil
    }
  }
}
