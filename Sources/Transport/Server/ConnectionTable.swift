/// The open connections, and which of them is evicted for a newcomer: pure bookkeeping, under the server's lock.
///
/// Newcomers always get in, in the place of the oldest stranger: a client that fills the listener with idle or
/// slow connections only evicts its own, and a peer's handshake is over long before its turn comes. Known clients are
/// counted apart, so that strangers never take their places.
struct ConnectionTable {
  struct Entry {
    let number: UInt64
    let descriptor: Int32
    let address: String
    /// Set once its key is known.
    var client: ClientIdentity?
    /// Waiting for a request, or closing: it can be closed without losing an answer.
    var isIdle = true
    /// Had to make room: it does not count any more, although its thread still ends.
    var isEvicted = false
    var isKnown: Bool { client?.isKnown ?? false }
    /// Whose it is.
    var key: [UInt8] { client?.spkiSHA256 ?? [] }

    /// A request begins; false where it had to make room. In place: a copy would cost more.
    mutating func begin() -> Bool {
      if !isEvicted { isIdle = false }
      return !isEvicted
    }
  }

  private(set) var entries: [UInt64: Entry] = [:]
  private(set) var strangerCount = 0
  private(set) var knownCount = 0
  private var lastNumber: UInt64 = 0
  var isStopping = false
  /// The most connections since memory was last given back.
  private var peak = 0
  /// Whether the connections become fewer after the peak.
  private var isShrinking = false
  /// How many came or went since then.
  private var changes = 0

  /// A new connection, and the one that has to go for it.
  mutating func admit(
    _ descriptor: Int32, from address: String, limits: ServerLimits
  ) -> (number: UInt64, evicted: Entry?) {
    let evicted = strangerCount >= limits.maxStrangers ? oldestStranger() : nil
    if let evicted { evict(evicted.number) }
    lastNumber += 1
    entries[lastNumber] = Entry(number: lastNumber, descriptor: descriptor, address: address)
    strangerCount += 1
    peak = max(peak, entries.count)
    changes += 1
    return (lastNumber, evicted)
  }

  /// True now and then while many connections come and go: a quarter of them is new, or half of them is gone, until few
  /// are left.
  mutating func isMemoryTrimDue() -> Bool {
    let isHalved = entries.count <= peak / 2
    guard peak >= (isShrinking ? 4 : 64), isHalved || (peak >= 64 && changes >= max(64, entries.count / 4)) else {
      return false
    }
    (peak, changes, isShrinking) = (entries.count, 0, isHalved || entries.count < 64)
    return true
  }

  /// The oldest of the address that has the most, so that one address cannot push out the others.
  private func oldestStranger() -> Entry? {
    var fullest: [String: (count: Int, oldest: UInt64)] = [:]
    for entry in entries.values where !entry.isKnown && !entry.isEvicted {
      let seen = fullest[entry.address] ?? (0, .max)
      fullest[entry.address] = (seen.count + 1, min(seen.oldest, entry.number))
    }
    return fullest.values.max { ($0.count, $1.oldest) < ($1.count, $0.oldest) }.flatMap { entries[$0.oldest] }
  }

  private mutating func evict(_ number: UInt64) {
    guard let entry = entries[number], !entry.isEvicted else { return }
    entries[number]?.isEvicted = true
    removeFromCounts(entry)
  }

  private mutating func removeFromCounts(_ entry: Entry) {
    if entry.isKnown { knownCount -= 1 } else { strangerCount -= 1 }
  }

  enum Identification {
    case accepted(evicted: Entry?)
    /// All places are taken by clients that are being answered.
    case full
  }

  /// The handshake showed the client's key.
  mutating func identify(_ number: UInt64, as client: ClientIdentity, limits: ServerLimits) -> Identification {
    guard let entry = entries[number], !entry.isEvicted else { return .accepted(evicted: nil) }
    entries[number]?.client = client
    guard client.isKnown else { return .accepted(evicted: nil) }
    strangerCount -= 1
    knownCount += 1
    guard knownCount > limits.maxKnown else { return .accepted(evicted: nil) }
    guard let evicted = evictionCandidate(for: number, of: client) else { return .full }
    evict(evicted.number)
    return .accepted(evicted: evicted)
  }

  /// The connection that is evicted for a newcomer: never a client that has fewer connections than the newcomer's own, so that nobody
  /// pushes out others by having many. First an idle one of a client that has more, then the newest busy one of the client
  /// that has most, so that one peer with many slow requests cannot keep the others out; then an idle one of those
  /// that have as many, its own among them.
  private func evictionCandidate(for number: UInt64, of newcomer: ClientIdentity) -> Entry? {
    var counts: [[UInt8]: Int] = [:]
    for entry in entries.values where entry.isKnown && !entry.isEvicted { counts[entry.key, default: 0] += 1 }
    let own = counts[newcomer.spkiSHA256] ?? 0
    func count(_ entry: Entry) -> Int { counts[entry.key] ?? 0 }
    let others = entries.values.filter { $0.isKnown && !$0.isEvicted && $0.number != number }
    /// The oldest of the client that has most.
    func oldest(_ chosen: [Entry]) -> Entry? {
      chosen.max { (count($0), $1.number) < (count($1), $0.number) }
    }
    let greedier = others.filter { count($0) > own }
    return oldest(greedier.filter(\.isIdle)) ?? greedier.max { (count($0), $0.number) < (count($1), $1.number) }
      ?? oldest(others.filter { count($0) == own && $0.isIdle })
  }

  /// A request begins; false when it may not, because the server stops or the connection had to make room.
  mutating func begin(_ number: UInt64) -> Bool {
    guard !isStopping, let index = entries.index(forKey: number) else { return false }
    return entries.values[index].begin()
  }

  /// The answer is written; false when it was the connection's last.
  mutating func end(_ number: UInt64) -> Bool {
    if let index = entries.index(forKey: number) { entries.values[index].isIdle = true }
    return !isStopping
  }

  mutating func remove(_ number: UInt64) {
    guard let entry = entries.removeValue(forKey: number) else { return }
    changes += 1
    if !entry.isEvicted { removeFromCounts(entry) }
  }
}
