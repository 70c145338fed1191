import Cryptography
import PeerProtocol
import Region

extension Engine {
  /// Signs a new version of the node's card where the configuration changed since the last one.
  func issueOwnCard() throws(Refusal) {
    let held = store.readLatest { ($0.peering.ownCard, $0.peering.ownCardVersion) }
    try requireSameRegion(held.0)
    if let card = held.0, let facts = try? card.payload(as: RegionCard.self),
      facts == self.facts(version: held.1, issuedAt: facts.issuedAt)
    {
      return
    }
    try signOwnCard(version: held.1 + 1)
    tellLostKey(held.0)
  }

  /// A store belongs to one region and one identity key: under others its agreements and receipts would not hold.
  private func requireSameRegion(_ card: SignedDocument?) throws(Refusal) {
    guard let facts = try? card?.payload(as: RegionCard.self) else { return }
    guard facts.region == region, facts.identityKey == configuration.identityKey.publicKey else {
      throw .problem(
        Problem(
          .conflict,
          "The store is of the region \(facts.region) under its identity key, and not of this node's: restore node.json, "
            + "keys/ and store/ from one backup"))
    }
  }

  /// No key that peers know is left: they have to be told by another way.
  private func tellLostKey(_ before: SignedDocument?) {
    guard let known = try? before?.payload(as: RegionCard.self).tlsKeys,
      !known.contains(where: configuration.tlsKeys.contains),
      store.readLatest({ $0.peering.peers.values.contains { $0.status == .accepted } })
    else { return }
    log(
      LogEvent(
        .warning, "tls-key-unknown-to-peers",
        [
          "reason": .string(
            "no peer knows this node's TLS key: send their operators the file that samenloop card export prints, for "
              + "samenloop peer import-card \(region) FILE")
        ]))
  }

  /// A peer holds a higher version of our card than we know: the next one goes above it.
  func renewOwnCard(above version: Int) throws(Refusal) {
    let held = store.readLatest { $0.peering.ownCardVersion }
    guard version >= held, version < ProtocolLimits.largestInteger else { return }
    try signOwnCard(version: version + 1)
  }

  private func signOwnCard(version: Int) throws(Refusal) {
    let payload = facts(version: version, issuedAt: now).bytes
    let card: SignedDocument
    do {
      card = try SignedDocument.sign(payload: payload, type: .card, key: configuration.identityKey, by: signatures)
    } catch {
      throw .miscomputed
    }
    let isNew = try store.commit { (transaction) throws(Refusal) -> Bool in
      // Two may ask for one at a time: a version is never signed twice.
      guard transaction.state.peering.ownCardVersion < version else { return false }
      try transaction.append(.peering(.ownCardIssued(card, version: version)))
      return true
    }
    guard isNew else { return }
    log(LogEvent(.info, "card-issued", ["version": JSONValue(version)]))
  }

  private func facts(version: Int, issuedAt: Timestamp) -> RegionCard {
    RegionCard(
      region: region, name: configuration.name, endpoint: configuration.endpoint,
      identityKey: configuration.identityKey.publicKey, tlsKeys: configuration.tlsKeys,
      environment: configuration.environment, operatorContact: configuration.operatorContact,
      privacyOfficer: configuration.privacyOfficer, version: version, issuedAt: issuedAt)
  }
}
