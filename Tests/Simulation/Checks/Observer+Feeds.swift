import Cryptography
import Engine
import PeerProtocol
import PrivateMatching
import Region

extension Observer {
  /// Follows what a receiver countersigned since the last look: one chain of receipts, the limits kept, nothing counted twice.
  mutating func noteFeeds(from sender: SimulatedNode, to receiver: SimulatedNode) throws {
    let direction = Direction(sender: sender.number, receiver: receiver.number)
    let held = receiver.look { state in
      state.exchange.incoming.filter { $0.value.peer == sender.name }.mapValues { $0.receipt }
    }
    for (key, receipt) in held {
      guard let receipt else { continue }
      let id = receipt.documentId
      var feed = feeds[direction]?[key] ?? Feed()
      let isRestored = sender.wasRestored || receiver.wasRestored
      if isRestored, feed.receipts.contains(id) { continue }
      guard feed.receipts.last != id else { continue }
      guard !feed.receipts.contains(id) else {
        throw Violation("receipts", "\(receiver.name) goes back to an earlier receipt of \(sender.name)")
      }
      guard let facts = try? receipt.payload(as: ReceiptPayload.self), receipt.signatures.count == 2 else {
        throw Violation("receipts", "\(receiver.name) holds a receipt without two signatures")
      }
      guard !isChained(isRestored) || facts.previous == feed.receipts.last else {
        throw Violation("receipts", "a receipt of \(sender.name) does not follow the last that \(receiver.name) signed")
      }
      feed.receipts.append(id)
      guard let limits = rules.limits else {
        feeds[direction, default: [:]][key] = feed
        continue
      }
      guard let batch = try? BatchRequest(parsing: feed.offered), batch.receipt.documentId == id else {
        throw Violation("receipts", "\(receiver.name) countersigned what \(sender.name) did not send")
      }
      let new = try take(batch, &feed, key.kind)
      feeds[direction, default: [:]][key] = feed
      if new > 0 { additions[direction, default: []].append((feed.offeredAt, new)) }
      try check(limits, direction, key, receiver, sender)
    }
  }

  private func isChained(_ isRestored: Bool) -> Bool {
    switch rules.chains {
    case .always: true
    case .untilRestored: !isRestored
    case .never: false
    }
  }

  /// Applies a batch by the rules of the page; gives how many of its additions are new.
  private func take(_ batch: BatchRequest, _ feed: inout Feed, _ kind: FeedKind) throws -> Int {
    if batch.generation > feed.generation {
      feed.generation = batch.generation
      feed.isComplete = false
    }
    let points = (0..<batch.pointCount).map { batch.point($0) }
    let handles = points.compactMap { Handle(Naming.handle(of: $0, kind: kind)) }
    for handle in batch.withdraw { feed.entries[handle] = nil }
    let new = handles.count { feed.entries[$0] == nil }
    for handle in handles { feed.entries[handle] = batch.generation }
    if batch.receiptPayload.complete && !feed.isComplete {
      feed.isComplete = true
      let generation = feed.generation
      feed.entries = feed.entries.filter { $0.value == generation }
    }
    return new
  }

  private func check(
    _ limits: (perDay: Int, active: Int), _ direction: Direction, _ key: FeedKey, _ receiver: SimulatedNode,
    _ sender: SimulatedNode
  ) throws {
    let at = receiver.clock.uptimeMilliseconds
    let all = additions[direction] ?? []
    // Clocks that are set, and hours that are counted whole, leave an hour to either side of the day.
    func count(hours: Int, more: Int = 0) -> Int {
      all.filter { $0.at > at - hours * Scenario.hour - more }.reduce(0) { $0 + $1.count }
    }
    let announced = receiver.look { state in
      state.limits.exceptions(with: sender.name).filter { $0.terms.region == sender.name }
        .reduce(0) { $0 + $1.terms.additions }
    }
    guard count(hours: 23) <= limits.perDay + announced else {
      throw Violation(
        "limits",
        "\(receiver.name) took \(count(hours: 23)) additions of \(sender.name) in a day: "
          + all.map { "\($0.count) \((at - $0.at) / 1_000) s ago" }.joined(separator: ", "))
    }
    let held = FeedKind.allCases.reduce(0) { sum, kind in
      sum + (feeds[direction]?[FeedKey(agreement: key.agreement, kind: kind)]?.entries.count ?? 0)
    }
    guard held <= limits.active else {
      throw Violation("limits", "\(receiver.name) holds \(held) entries of \(sender.name)")
    }
    guard !receiver.wasRestored else { return }
    let counted = receiver.look {
      $0.limits.countedAdditions(of: sender.name, hours: 24, at: receiver.engine.milliseconds)
    }
    // A clock in doubt stands behind by the time for which the node was down; what it counted then is older once it is trusted.
    let isLate = receiver.look { $0.clock.isInDoubt }
    guard isLate || counted <= count(hours: 25, more: receiver.totalDowntime),
      counted >= count(hours: 23, more: -receiver.totalDowntime) - announced
    else {
      throw Violation(
        "limits", "\(receiver.name) counts \(counted) additions of \(sender.name) a day, not \(count(hours: 24))")
    }
  }
}
