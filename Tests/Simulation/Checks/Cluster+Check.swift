import Cryptography
import Engine
import Journal
import PeerProtocol
import PrivateMatching
import Region

extension Cluster {
  /// Checks everything that the regions know, once they are at rest, against the models of their indexes.
  func check(snapshotsWereWritten: Bool = false) throws {
    for node in nodes {
      try checkSignals(node)
      try checkReplay(node)
      try checkAudit(node)
      try checkFollower(node)
      try checkWorklist(node)
    }
    for node in nodes {
      for other in nodes where other.number != node.number {
        try checkMatches(node, other)
        try checkDisclosures(node, other)
        try checkFeeds(node, other)
      }
    }
    try checkErasure(snapshotsWereWritten: snapshotsWereWritten)
  }

  private func checkSignals(_ node: SimulatedNode) throws {
    let found = Set(try node.engine.signals.list().items().map { $0.id + " " + $0.status.rawValue })
    let expected = Set(
      node.index.held.map {
        $0.key + ($0.value.isArchived ? " archived" : $0.value.leftOn == nil ? " active" : " left")
      })
    guard found == expected else {
      throw Violation(
        "signals",
        "\(node.name) holds \(found.subtracting(expected).sorted()), lacks \(expected.subtracting(found).sorted())")
    }
  }

  /// The journal gives the state that is there, and so does a snapshot of it.
  func checkReplay(_ node: SimulatedNode) throws {
    let live = node.look { canonical($0) }
    let replayed = canonical(try node.replayed())
    if live != replayed {
      throw Violation("replay", "\(node.name): \(difference(live, replayed).prefix(4))")
    }
    var items: [[UInt8]] = []
    RegionSnapshotWriter(node.look { $0 }).write { items.append($0) }
    let restored = canonical(try SimulatedNode.fold(snapshot: items, records: []))
    if live != restored { throw Violation("snapshot", "\(node.name): \(difference(live, restored).prefix(4))") }
    if let forgotten = live.first(where: { $0.hasSuffix("FORGOTTEN") }) {
      throw Violation("progress", "\(node.name): \(forgotten)")
    }
  }

  private func checkFollower(_ node: SimulatedNode) throws {
    while try node.follower.follow(node.engine, limit: 1_000) {}
    let open = Set(node.look { $0.matches.shown.values.filter(\.isOpen).map(\.id.base64URL) })
    guard node.follower.open == open else {
      throw Violation("feed", "a follower of \(node.name) holds other matches than there are")
    }
  }

  /// Both sides hold the same feed, entry by entry, under the same chain of receipts, and so does who watched.
  private func checkFeeds(_ node: SimulatedNode, _ other: SimulatedNode) throws {
    guard !isMisled(node, other) else { return }
    let what = "\(node.name) to \(other.name)"
    for record in inForce(node, other) {
      for kind in record.terms.kinds {
        let key = FeedKey(agreement: record.id, kind: kind)
        guard let sent = node.look({ $0.exchange.outgoing[key] }),
          let received = other.look({ $0.exchange.incoming[key] })
        else { throw Violation("feeds", "\(what): a feed is missing") }
        guard sent.receipt == received.receipt, sent.generation == received.generation,
          sent.sequence == received.sequence
        else { throw Violation("receipts", "\(what): the sides hold different receipts") }
        guard sent.complete, received.complete, sent.pending == nil, sent.count == sent.named,
          received.count == received.named
        else { throw Violation("feeds", "\(what): a feed is not complete") }
        guard sent.entryTokens == received.entryTokens.mapValues({ $0 }) else {
          throw Violation("feeds", "\(what): the sides hold different entries")
        }
        try compareWithObserver(key, node, other, received.entryTokens.keys)
      }
    }
  }

  /// Both sides hold what the observer counted of a feed, and forgot no receipt that they signed.
  private func compareWithObserver(
    _ key: FeedKey, _ node: SimulatedNode, _ other: SimulatedNode, _ entries: some Sequence<Handle>
  ) throws {
    let what = "\(node.name) to \(other.name)"
    let direction = Observer.Direction(sender: node.number, receiver: other.number)
    let seen = observer.feeds[direction]?[key] ?? Observer.Feed()
    guard observer.rules.limits == nil || Set(seen.entries.keys) == Set(entries) else {
      throw Violation("feeds", "\(what): the receiver holds other entries than it was sent")
    }
    if observer.rules.chains == .always,
      seen.receipts.last != node.look({ $0.exchange.outgoing[key]?.receipt?.documentId })
    {
      throw Violation("receipts", "\(what): the last receipt is not the one that was seen last")
    }
    // The malicious region's own node knows nothing of what was sent in its name.
    for side in [node, other]
    where side.number != malicious && (!side.wasRestored || observer.rules.chains == .always)
      && side.look({ !$0.exchange.signedReceipts.isSuperset(of: seen.receipts) })
    {
      throw Violation("receipts", "\(side.name) forgot a receipt that it signed")
    }
  }
}
