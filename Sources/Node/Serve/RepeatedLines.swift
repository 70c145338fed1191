import PeerProtocol

/// Which lines of the log came before within a minute. Pure bookkeeping, given the time.
struct RepeatedLines {
  private struct Told {
    var at: Int64
    var omitted = 0
  }

  /// Seconds in which the same line is told once.
  static let window: Int64 = 60
  /// Different lines that are remembered; beyond that they are told as they come, which no fault that repeats itself
  /// does.
  private static let limit = 200

  private var told: [String: Told] = [:]

  /// Whether a line is told now, and then how often it came since it was told last; nil where it is not told.
  mutating func admit(_ event: String, _ members: [String: JSONValue], now: Int64) -> Int? {
    let line = event + JSONValue.object(members).text
    if let last = told[line], now - last.at < Self.window {
      told[line]?.omitted += 1
      return nil
    }
    let omitted = told[line]?.omitted ?? 0
    if told[line] == nil, told.count >= Self.limit {
      told = told.filter { now - $0.value.at < Self.window }
      if told.count >= Self.limit { return 0 }
    }
    told[line] = Told(at: now)
    return omitted
  }
}
