public import PeerProtocol
public import Region
import Synchronization

/// This node's own card: signed at the start where the configuration changed, and anew where a peer holds a higher version.
public final class OwnCard: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let signer: DocumentSigner
  private let configuration: EngineConfiguration
  private let log: @Sendable (LogEvent) -> Void
  private let auditLog: Mutex<RegionCard.Log?>

  init(
    store: Store, clock: NodeClock, signer: DocumentSigner, configuration: EngineConfiguration,
    log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.signer, self.configuration) = (store, clock, signer, configuration)
    self.log = log
    auditLog = Mutex(nil)
  }

  /// Names another audit log and witness on the card, and signs a new version of it for that.
  func announce(_ log: RegionCard.Log?) throws(Refusal) {
    auditLog.withLock { $0 = configuration.announcesLog ? log : nil }
    try issue()
  }

  /// The card as it was signed, for peers and for a file that a peer's operator imports. It holds nothing secret.
  public func card() throws(Refusal) -> SignedDocument {
    guard let card = try store.readDurable({ $0.peering.ownCard }) else { throw .peering(.noOwnCard) }
    return card
  }

  /// The card of a version above `version`; signs one where there is none, after a restored backup say.
  ///
  /// - Throws: ``Refusal`` `conflict` where that would use numbers up.
  public func card(above version: Int) throws(Refusal) -> SignedDocument {
    let own = try store.readDurable { $0.peering.ownCardVersion }
    guard version - own <= EngineLimits.cardVersionLeap else {
      throw .peering(.versionTooFar(asked: version, own: own, leap: EngineLimits.cardVersionLeap))
    }
    try renew(above: version)
    return try card()
  }

  /// Signs a new version of the card where the configuration changed since the last one.
  func issue() throws(Refusal) {
    let (card, version) = store.readLatest { ($0.peering.ownCard, $0.peering.ownCardVersion) }
    try requireSameRegion(card)
    if let card, let facts = try? card.payload(as: RegionCard.self),
      facts == self.facts(version: version, issuedAt: facts.issuedAt)
    {
      return
    }
    try sign(version: version + 1)
    warnOfLostKey(card)
  }

  /// A store belongs to one region and one identity key: under others its agreements and receipts would not hold.
  private func requireSameRegion(_ card: SignedDocument?) throws(Refusal) {
    guard let facts = try? card?.payload(as: RegionCard.self) else { return }
    guard facts.region == configuration.region, facts.identityKey == signer.publicKey else {
      throw .peering(.otherRegionsStore(facts.region))
    }
  }

  /// Where no key is left that peers know, their operators have to be told by another way.
  private func warnOfLostKey(_ before: SignedDocument?) {
    guard let known = try? before?.payload(as: RegionCard.self).tlsKeys,
      !known.contains(where: configuration.tlsKeys.contains),
      store.readLatest({ $0.peering.peers.values.contains { $0.status == .accepted } })
    else { return }
    log(
      LogEvent(
        .warning, "tls-key-unknown-to-peers", ["reason": "no peer knows this node's TLS key"],
        nextStep: .sendOwnCard(own: configuration.region)))
  }

  /// A peer holds a higher version of the card than this node knows: the next one goes above it.
  func renew(above version: Int) throws(Refusal) {
    let held = store.readLatest { $0.peering.ownCardVersion }
    guard version >= held, version < ProtocolLimits.largestInteger else { return }
    try sign(version: version + 1)
  }

  private func sign(version: Int) throws(Refusal) {
    let card = try signer.sign(facts(version: version, issuedAt: clock.now).bytes, as: .card)
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
      region: configuration.region, name: configuration.name, endpoint: configuration.endpoint,
      identityKey: signer.publicKey, tlsKeys: configuration.tlsKeys, environment: configuration.environment,
      operatorContact: configuration.operatorContact, privacyOfficer: configuration.privacyOfficer,
      log: auditLog.withLock { $0 }, introducible: configuration.introducible, version: version, issuedAt: issuedAt)
  }
}
