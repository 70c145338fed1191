import Cryptography
import Engine
import Journal
import PeerProtocol
import PrivateMatching
import Region

extension Simulator {
  /// Holds everything that the regions know, once they are at rest, against the truth.
  func check() throws {
    for node in nodes {
      try checkSignals(node)
      try checkReplay(node)
      try checkFollower(node)
      try checkEndings(node)
    }
    for node in nodes {
      for other in nodes where other.number != node.number {
        try checkMatches(node, other)
        try checkFeeds(node, other)
      }
    }
    try checkErasure()
    try checkWork()
    try checkCalm()
  }

  private func checkSignals(_ node: SimulatedRegion) throws {
    let found = Set(try node.engine.signals.list().items().map { $0.id + " " + $0.status.rawValue })
    let expected = Set(
      node.truth.held.map {
        $0.key + ($0.value.isArchived ? " archived" : $0.value.leftOn == nil ? " active" : " left")
      })
    guard found == expected else {
      throw Violation(
        "signals",
        "\(node.name) holds \(found.subtracting(expected).sorted()), lacks \(expected.subtracting(found).sorted())")
    }
  }

  /// The journal gives the state that is there, and so does a snapshot of it.
  private func checkReplay(_ node: SimulatedRegion) throws {
    let live = node.look { canonical($0) }
    let replayed = canonical(try node.replayed())
    if live != replayed {
      throw Violation("replay", "\(node.name): \(difference(live, replayed).prefix(4))")
    }
    var items: [[UInt8]] = []
    node.look { $0 }.writeSnapshot { items.append($0) }
    let restored = canonical(try SimulatedRegion.fold(snapshot: items, records: []))
    if live != restored { throw Violation("snapshot", "\(node.name): \(difference(live, restored).prefix(4))") }
    if let forgotten = live.first(where: { $0.hasSuffix("FORGOTTEN") }) {
      throw Violation("progress", "\(node.name): \(forgotten)")
    }
  }

  /// No agreement ended by time before that time had really passed.
  private func checkEndings(_ node: SimulatedRegion) throws {
    let passed = now - Scenario.start
    for record in node.look({ Array($0.agreements.records.values) }) where record.status == .ended {
      let isOver = record.reason == "its term is over"
      let isSilent = record.reason.contains("days.") && passed < scenario.silenceDays * Scenario.day
      if isOver || isSilent { throw Violation("endings", "\(node.name) ended an agreement: \(record.reason)") }
    }
  }

  private func checkFollower(_ node: SimulatedRegion) throws {
    while try node.follower.follow(node.engine, limit: 1_000) {}
    let open = Set(node.look { $0.matches.shown.values.filter(\.isOpen).map(\.id.base64URL) })
    guard node.follower.open == open else {
      throw Violation("feed", "a follower of \(node.name) holds other matches than there are")
    }
  }

  func inForce(_ node: SimulatedRegion, _ other: SimulatedRegion) -> [AgreementRecord] {
    node.look { $0.agreements.with(other.name).filter { $0.isInForce(now: node.now) } }
  }

  /// Both sides hold the same feed, entry by entry, under the same chain of receipts, and so does who watched.
  private func checkFeeds(_ node: SimulatedRegion, _ other: SimulatedRegion) throws {
    guard !isTainted(node, other) else { return }
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
        let direction = Observer.Direction(sender: node.number, receiver: other.number)
        let seen = observer.feeds[direction]?[key] ?? Observer.Feed()
        guard Set(seen.entries.keys) == Set(received.entryTokens.keys) else {
          throw Violation("feeds", "\(what): the receiver holds other entries than it was sent")
        }
        // The malicious region's own node knows nothing of what was sent in its name.
        for side in [node, other]
        where side.number != scenario.malicious && !side.wasRestored
          && !side.wasRestored && side.look({ !$0.exchange.signedReceipts.isSuperset(of: seen.receipts) })
        {
          throw Violation("receipts", "\(side.name) forgot a receipt that it signed")
        }
      }
    }
  }

  /// Nothing is left of what was withdrawn or erased: not here, and not with any peer.
  private func checkErasure() throws {
    let stores = nodes.map { node in
      let store = node.journal.inner.store
      return Haystack((store.snapshot + store.records).flatMap { $0 })
    }
    for node in nodes {
      for kind in FeedKind.allCases {
        let (named, feed) = (node.truth.named(kind), node.truth.feed(kind))
        for number in node.truth.reported(kind).sorted() {
          let identity = try Identity(People.text(number, kind))
          let pseudonym = try node.arithmetic.pseudonyms(of: [identity], kind: kind)[0]
          if !named.contains(number), stores[node.number].contains(Array(pseudonym.dropFirst())) {
            throw Violation("erasure", "\(node.name) still has the pseudonym of \(kind.name) \(number)")
          }
          if !feed.contains(number) { try checkWithdrawn(.init(kind: kind, number: number), node, stores) }
        }
      }
      try checkContacts(node, stores)
    }
  }

  private func checkWithdrawn(_ person: Names.Person, _ node: SimulatedRegion, _ stores: [Haystack]) throws {
    for other in nodes where other.number != node.number && !isTainted(node, other) {
      for record in node.look({ $0.agreements.with(other.name) }) {
        guard let entry = try observer.names(record.id, node, other).entries[node.number]?[person] else { continue }
        // What ended without being erased is still known here, and so may be what it was called.
        let isErased = !node.truth.named(person.kind).contains(person.number)
        for side in isErased ? [node, other] : [other] {
          let store = stores[side.number]
          let what = "of \(person.kind.name) \(person.number) of \(node.name) is left at \(side.name)"
          if store.contains(Array(entry.point.dropFirst())) { throw Violation("erasure", "the point " + what) }
          if store.contains(entry.handle.bytes) { throw Violation("erasure", "the handle " + what) }
          // The other side's own entry has the same token where it is the same youth.
          if !other.truth.feed(person.kind).contains(person.number), store.contains(entry.token.bytes) {
            throw Violation("erasure", "the token " + what)
          }
        }
      }
    }
  }

  private func checkContacts(_ node: SimulatedRegion, _ stores: [Haystack]) throws {
    let visible = Set(node.truth.held.values.filter(Truth.isVisible).map(\.report.email))
    for report in node.truth.last.values where !visible.contains(report.email) {
      for other in nodes
      where other.number != node.number && !isTainted(node, other)
        && stores[other.number].contains(Array(report.email.utf8))
      {
        throw Violation(
          "erasure", "\(other.name) still has contact details of \(report.id) of \(node.name), which ended")
      }
    }
  }
}
