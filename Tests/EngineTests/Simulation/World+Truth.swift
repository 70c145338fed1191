import Cryptography
import Foundation
import Journal
import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Region

extension World {
  /// Holds everything that the regions know, once they are at rest, against the truth.
  func checkTruth() throws {
    for number in nodes.indices {
      try checkSignals(number)
      try checkReplay(number)
      try checkFollower(number)
      for other in nodes.indices where other != number {
        try checkMatches(number, other)
        checkFeeds(number, other)
      }
      try checkErasure(number)
    }
  }

  private func inForce(_ number: Int, _ other: Int) -> [AgreementRecord] {
    let now = Timestamp(seconds: Int64(nodes[number].clock.milliseconds / 1000))
    return nodes[number].state.agreements.with(nodes[other].name).filter { $0.isInForce(now: now) }
  }

  private func checkSignals(_ number: Int) throws {
    let signals = try nodes[number].engine.signals().collected()["signals"]?.arrayValue ?? []
    let found = Set(signals.map { ($0["id"]?.stringValue ?? "") + " " + ($0["status"]?.stringValue ?? "") })
    let expected = Set(
      indexes[number].held.map {
        $0.key + ($0.value.isArchived ? " archived" : $0.value.leftOn == nil ? " active" : " left")
      })
    #expect(found == expected, "signals of \(nodes[number].name)")
  }

  private func checkMatches(_ number: Int, _ other: Int) throws {
    let agreements = Set(inForce(number, other).map(\.id))
    #expect(agreements == Set(inForce(other, number).map(\.id)), "agreements in force differ")
    let found =
      try nodes[number].engine.listedMatches(MatchFilter(peer: nodes[other].name))
      .filter { $0["status"]?.stringValue == "open" }
    let own = indexes[number]
    let theirs = indexes[other]
    var expected: [String: Set<String>] = [:]
    if !agreements.isEmpty {
      let both = own.feed.intersection(theirs.feed)
      for youth in own.youths where !youth.isDisjoint(with: both) {
        let name = own.visible(in: youth).map(\.report.id).sorted().joined(separator: ",")
        expected[name] = Set(
          youth.intersection(both).flatMap { theirs.involvements(of: $0, region: nodes[other].name) })
      }
    }
    var shown: [String: Set<String>] = [:]
    for match in found {
      let name = (match["signals"]?.arrayValue ?? []).compactMap(\.stringValue).sorted().joined(separator: ",")
      #expect(shown[name] == nil, "one youth and peer are shown twice")
      shown[name] = Set((match["involvements"]?.arrayValue ?? []).map(\.text))
    }
    #expect(shown == expected, "matches of \(nodes[number].name) with \(nodes[other].name)")
  }

  /// Both sides hold the same feed, entry by entry, under the same last receipt.
  private func checkFeeds(_ number: Int, _ other: Int) {
    for record in inForce(number, other) {
      for kind in record.terms.kinds {
        let key = FeedKey(agreement: record.id, kind: kind)
        guard let sent = nodes[number].state.exchange.outgoing[key],
          let received = nodes[other].state.exchange.incoming[key]
        else {
          Issue.record("a feed is missing")
          continue
        }
        #expect(sent.receipt == received.receipt)
        #expect(sent.generation == received.generation && sent.sequence == received.sequence)
        #expect(sent.complete && received.complete && sent.pending == nil)
        #expect(sent.count == sent.named && received.count == received.named)
        let left = Set(sent.entries.compactMap { $0 }.map { "\($0.handle.base64URL) \($0.token?.base64URL ?? "")" })
        let right = Set(
          zip(received.entries.keys, received.entries.values).map { "\($0.base64URL) \($1.token.base64URL)" })
        #expect(left == right, "the sides hold different feeds")
        let chain = chains[number]?[key] ?? []
        #expect(chain.last == sent.receipt?.documentId)
        for side in [number, other] {
          #expect(nodes[side].state.exchange.signedReceipts.isSuperset(of: chain), "a receipt is forgotten")
        }
      }
    }
  }

  /// Nothing is left of what was withdrawn or erased: not here, and not with any peer.
  private func checkErasure(_ number: Int) throws {
    let node = nodes[number]
    let index = indexes[number]
    for node in nodes { node.engine.writeSnapshot() }
    let stores = nodes.map { node in
      let store = node.journal.inner.store
      return Haystack((store.snapshot + store.records).flatMap { $0 })
    }
    for text in index.seen.sorted() {
      let pseudonym = try node.arithmetic.pseudonyms(of: [Identity(text)], kind: .youth)[0]
      if !index.named.contains(text) {
        #expect(!stores[number].contains(pseudonym.dropFirst()), "a pseudonym of an erased youth is left")
      }
      guard !index.feed.contains(text) else { continue }
      for other in nodes.indices where other != number {
        for record in node.state.agreements.with(nodes[other].name) {
          let point = try node.arithmetic.blindedPoints(of: [pseudonym], agreement: record.id.bytes, kind: .youth)[0]
          let handle = Naming.handle(of: point, kind: .youth)
          let token = try nodes[other].arithmetic.tokens(for: [point], agreement: record.id.bytes, kind: .youth)[0]
          for side in [number, other] {
            #expect(!stores[side].contains(point.dropFirst()), "a withdrawn point is left at \(nodes[side].name)")
            #expect(!stores[side].contains(handle), "a withdrawn handle is left at \(nodes[side].name)")
            // The other side's own entry has the same token where it is the same youth.
            if !indexes[other].feed.contains(text) {
              #expect(!stores[side].contains(token), "a withdrawn token is left at \(nodes[side].name)")
            }
          }
        }
      }
    }
    let visible = Set(index.held.values.filter(SimulatedIndex.isVisible).map(\.report.person))
    for report in index.last.values where !visible.contains(report.person) {
      for other in nodes.indices where other != number {
        #expect(
          !stores[other].contains(Array("\(report.person)@mail".utf8)),
          "\(nodes[other].name) still has contact details of a signal that ended")
      }
    }
  }

  private func checkFollower(_ number: Int) throws {
    while try followers[number].follow(nodes[number].engine, limit: 1_000) {}
    let open = nodes[number].state.matches.shown.values.filter(\.isOpen).map(\.id.base64URL)
    #expect(followers[number].open == Set(open), "a follower of \(nodes[number].name) holds other matches")
  }
}

/// Bytes to look for byte strings in.
struct Haystack {
  private let bytes: Data

  init(_ bytes: [UInt8]) { self.bytes = Data(bytes) }

  func contains(_ needle: some Collection<UInt8>) -> Bool { bytes.range(of: Data(needle)) != nil }
}
