public import Cryptography
public import PeerProtocol

/// What introductions are worth, judged anew whenever it is asked: the standing of an introducer, a framework's signatures
/// and other introductions change after one came.
public struct IntroductionReader: Sendable {
  let peering: PeeringState
  var introductions: IntroductionsState
  let frameworks: FrameworksState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    peering = region.peering
    introductions = region.introductions
    frameworks = region.frameworks
  }

  /// True for a peer that nobody compared yet and whose introductions still suffice now: `introducers` different regions
  /// vouch for its key, and none contradicts them. Ask it before each signature that no person sees.
  public func standsOnIntroductions(region: RegionName, now: Timestamp, atLeast introducers: Int) -> Bool {
    let live = liveIntroductions(now: now)
    return stands(region, among: live, claims(among: live), atLeast: introducers)
  }

  private func stands(
    _ region: RegionName, among live: [ReceivedIntroduction], _ claims: IntroductionClaims, atLeast introducers: Int
  ) -> Bool {
    guard let peer = peering.peers[region], peer.status == .accepted, peering.introduced[region] != nil,
      let standing = introducedRegion(region, among: live, claims),
      standing.identityKey == peer.facts.identityKey
    else { return false }
    return !standing.isConflicting && standing.introducers.count >= introducers
  }

  /// The peers that nobody compared yet and whose introductions suffice now.
  public func peersStandingOnIntroductions(now: Timestamp, atLeast introducers: Int) -> Set<RegionName> {
    guard !peering.introduced.isEmpty else { return [] }
    let live = liveIntroductions(now: now)
    let claims = claims(among: live)
    return Set(peering.introduced.keys.filter { stands($0, among: live, claims, atLeast: introducers) })
  }

  /// Every region that is introduced now and that is no accepted peer, sorted.
  public func introducedRegions(now: Timestamp) -> [IntroducedRegion] {
    let live = liveIntroductions(now: now)
    let claims = claims(among: live)
    return Set(live.map(\.facts.region)).sorted()
      .filter { peering.peers[$0]?.status != .accepted }.compactMap { introducedRegion($0, among: live, claims) }
  }

  /// What is known by introductions of one region, accepted or not; nil where nobody vouches for it now.
  public func introducedRegion(_ region: RegionName, now: Timestamp) -> IntroducedRegion? {
    let live = liveIntroductions(now: now)
    return introducedRegion(region, among: live, claims(among: live))
  }

  private func introducedRegion(
    _ region: RegionName, among live: [ReceivedIntroduction], _ claims: IntroductionClaims
  ) -> IntroducedRegion? {
    let own = live.filter { $0.facts.region == region }
    guard let newest = own.max(by: { $0.cardFacts.version < $1.cardFacts.version }) else { return nil }
    let key = newest.facts.identityKey
    let isConflicting = claims.contradict(region, key) || contradictsPeer(region, key)
    return IntroducedRegion(
      region: region, identityKey: key, card: newest.card, cardFacts: newest.cardFacts,
      introductions: own.sorted { $0.facts.introducer < $1.facts.introducer }, isConflicting: isConflicting)
  }

  /// The introductions that count or conflict now.
  ///
  /// Their introducers are accepted peers under the key that signed, not suspended, and compared by this region's people;
  /// both signed the framework. What another says neither counts nor conflicts.
  func liveIntroductions(now: Timestamp) -> [ReceivedIntroduction] {
    introductions.allReceived.filter {
      $0.endsAt > now && faultOfIntroducer($0.facts, signedBy: $0.introducerKey) == nil
    }
  }

  /// What is said of keys now, and what is kept of earlier contradictions, of introducers that are trusted to say it. A
  /// framework that is over ends an introduction, but no contradiction.
  func claims(among live: [ReceivedIntroduction], and earlier: IntroductionClaim? = nil) -> IntroductionClaims {
    var kept = introductions.contradictory
    if let earlier { kept.insert(earlier) }
    var said = live.map { IntroductionClaim($0) }
    for claim in kept where faultOfStanding(claim.introducer, signedBy: claim.introducerKey) == nil {
      said.append(claim)
    }
    return IntroductionClaims(said)
  }

  /// Why nothing that a region says of others counts now; nil where its people are trusted to compare keys.
  private func faultOfStanding(
    _ region: RegionName, signedBy key: Ed25519PublicKey
  ) -> IntroductionRefusal.Reason? {
    guard let introducer = peering.peers[region], introducer.status == .accepted, introducer.suspension == nil,
      introducer.facts.identityKey == key
    else { return .otherIntroducer }
    return peering.isCompared(region) ? nil : .introducerNotCompared
  }

  /// Why a region's word on another counts for nothing now; nil where it counts.
  func faultOfIntroducer(
    _ facts: Introduction, signedBy key: Ed25519PublicKey
  ) -> IntroductionRefusal.Reason? {
    if let fault = faultOfStanding(facts.introducer, signedBy: key) { return fault }
    guard frameworks.signedByOwn(facts.framework),
      frameworks.signed(by: facts.introducer, identity: key.thumbprint, facts.framework)
    else { return .frameworkNotSigned }
    return nil
  }

  /// True where an accepted peer has the name under another key, or the key under another name.
  func contradictsPeer(_ region: RegionName, _ key: Ed25519PublicKey) -> Bool {
    if let peer = peering.peers[region], peer.status == .accepted, peer.facts.identityKey != key { return true }
    return peering.peers.values.contains {
      $0.status == .accepted && $0.facts.region != region && $0.facts.identityKey == key
    }
  }
}

/// A region as others introduced it.
public struct IntroducedRegion: Sendable {
  /// The region.
  public var region: RegionName
  /// Its identity key, as those say who introduce it.
  public var identityKey: Ed25519PublicKey
  /// Its card of the highest version that was seen.
  public var card: SignedDocument
  /// What the card says.
  public var cardFacts: RegionCard
  /// The introductions, by introducer.
  public var introductions: [ReceivedIntroduction]
  /// True where they contradict each other, or an accepted peer: none counts.
  public var isConflicting: Bool

  /// The regions that introduced it, sorted, each once.
  public var introducers: [RegionName] { introductions.map(\.facts.introducer) }
}
