public import PeerProtocol

/// Which organisations of the register used the index in a period.
public struct OrganisationUsage: Sendable, Equatable {
  /// How many took part on its last day.
  public var connected: Int
  /// The ids of those among them that reported no signal in it, sorted.
  public var silent: [String]

  /// Of a hundred that took part, how many reported a signal.
  public var usedPercent: Int? {
    connected > 0 ? ((connected - silent.count) * 200 + connected) / (connected * 2) : nil
  }

  /// The counts as everybody may read them: where either part is under five, no count is shown, since each tells the other.
  public var isShownToAll: Bool {
    let used = connected - silent.count
    return silent.count >= Suppression.threshold && used >= Suppression.threshold
  }
}

extension FiguresState {
  /// What the register tells of a period; nil where there was none when it ended.
  func usage(in quarters: [Quarter], endingWith last: Quarter) -> OrganisationUsage? {
    guard let closing = closings[last], !closing.connected.isEmpty else { return nil }
    let earlier = quarters.filter { $0 != last }.compactMap { closings[$0] }
    let used = earlier.reduce(into: Set<String>()) { used, closing in
      used.formUnion(Set(closing.connected).subtracting(closing.silent))
    }
    return OrganisationUsage(
      connected: closing.connected.count, silent: closing.silent.filter { !used.contains($0) })
  }

  /// Since when organisations reported no signal, by their ids: the first day of the quarters without one, up to the newest
  /// quarter that is over. A quarter without a register ends the look back.
  ///
  /// - Parameter limit: Quarters that are looked back.
  public func silentSince(lookingBack limit: Int) -> [String: CalendarDate] {
    var since: [String: CalendarDate] = [:]
    var silent: Set<String>?
    for (quarter, closing) in closings.sorted(by: { $0.key > $1.key }).prefix(limit) {
      let ids = closing.connected.isEmpty ? [] : Set(closing.silent)
      let still = silent?.intersection(ids) ?? ids
      guard !still.isEmpty else { break }
      for id in still { since[id] = CalendarDate(firstOf: quarter.months[0]) }
      silent = still
    }
    return since
  }
}
