import Cryptography
import Journal
import PeerProtocol
import PrivateMatching
import Region

extension Cluster {
  /// Nothing is left of what was withdrawn or erased: not here, and not with any peer.
  func checkErasure(snapshotsWereWritten: Bool = false) throws {
    let stores = nodes.map { node in
      let store = node.journal.inner.store
      return Haystack((store.snapshot + store.records).flatMap { $0 })
    }
    for node in nodes {
      for kind in FeedKind.allCases {
        let (named, feed) = (node.index.named(kind), node.index.feed(kind))
        for text in node.index.reported(kind).sorted() {
          let identity = try Identity(text)
          let pseudonym = try node.matching.pseudonyms(of: [identity], kind: kind)[0]
          if !named.contains(text), stores[node.number].contains(Array(pseudonym.dropFirst())) {
            throw Violation("erasure", "\(node.name) still has the pseudonym of \(kind.name) \(text)")
          }
          if !feed.contains(text) {
            try checkWithdrawn(.init(kind: kind, identity: text), node, stores, snapshotsWereWritten)
          }
        }
      }
      try checkContacts(node, stores)
    }
  }

  private func checkWithdrawn(
    _ person: AgreementNames.Person, _ node: SimulatedNode, _ stores: [Haystack], _ ownStoresAreClean: Bool
  ) throws {
    for other in nodes where other.number != node.number && !isMisled(node, other) {
      for record in node.look({ $0.agreements.with(other.name) }) {
        guard let entry = try observer.names(record.id, node, other).entries[node.number]?[person] else { continue }
        // What ended without being erased is still known here, and so may be what it was called until the next snapshot.
        let isErased = ownStoresAreClean || !node.index.named(person.kind).contains(person.identity)
        for side in isErased ? [node, other] : [other] {
          let store = stores[side.number]
          let what = "of \(person.kind.name) \(person.identity) of \(node.name) is left at \(side.name)"
          if store.contains(Array(entry.point.dropFirst())) { throw Violation("erasure", "the point " + what) }
          if store.contains(entry.handle.bytes) { throw Violation("erasure", "the handle " + what) }
          // The other side's own entry has the same token where it is the same youth.
          if !other.index.feed(person.kind).contains(person.identity), store.contains(entry.token.bytes) {
            throw Violation("erasure", "the token " + what)
          }
        }
      }
    }
  }

  private func checkContacts(_ node: SimulatedNode, _ stores: [Haystack]) throws {
    let visible = Set(node.index.held.values.filter(IndexModel.isVisible).map(\.report.email))
    for report in node.index.last.values where !visible.contains(report.email) {
      for other in nodes
      where other.number != node.number && !isMisled(node, other)
        && stores[other.number].contains(Array(report.email.utf8))
      {
        throw Violation(
          "erasure", "\(other.name) still has contact details of \(report.id) of \(node.name), which ended")
      }
    }
  }
}
