import Cryptography
import PeerProtocol
import Region

extension Engine {
  /// Signs a new version of the node's card where the configuration changed since the last one.
  func issueOwnCard() throws(Problem) {
    let held = peek { ($0.peering.ownCard, $0.peering.ownCardVersion) }
    if let card = held.0, let facts = try? card.payload(as: RegionCard.self),
      facts == self.facts(version: held.1, issuedAt: facts.issuedAt)
    {
      return
    }
    try signOwnCard(version: held.1 + 1)
  }

  /// A peer holds a higher version of our card than we know: the next one goes above it.
  func renewOwnCard(above version: Int) throws(Problem) {
    let held = peek { $0.peering.ownCardVersion }
    guard version >= held, version < ProtocolLimits.largestInteger else { return }
    try signOwnCard(version: version + 1)
  }

  private func signOwnCard(version: Int) throws(Problem) {
    let payload = facts(version: version, issuedAt: now).bytes
    let card: SignedDocument
    do {
      card = try SignedDocument.sign(payload: payload, type: .card, key: configuration.identityKey, by: signatures)
    } catch {
      throw .miscomputed
    }
    try commit { (transaction) throws(Problem) in
      try transaction.append(.peering(.ownCardIssued(card, version: version)))
    }
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
