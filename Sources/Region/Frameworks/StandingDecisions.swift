public import PeerProtocol

/// What a node does under frameworks by itself, by its people's standing approvals (Schemas/peer-protocol.md, section 9).
public struct StandingDecisions: Sendable {
  let own: RegionName
  let environment: PeerEnvironment
  let now: Timestamp
  /// Peers that nobody compared here, and whose introductions count now.
  let introduced: Set<RegionName>
  let agreements: AgreementsState
  let peering: PeeringState
  let frameworks: FrameworksState
  /// The agreements that stand in the way of others, by peer, oldest first: each pair asks for those of its peer.
  private let standingInTheWay: [RegionName: [AgreementRecord]]

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  ///
  /// - Parameter introducers: how many regions have to vouch for a peer that nobody compared here.
  public init(
    _ region: borrowing RegionState, own: RegionName, environment: PeerEnvironment, now: Timestamp, introducers: Int
  ) {
    (self.own, self.environment, self.now) = (own, environment, now)
    agreements = region.agreements
    peering = region.peering
    frameworks = region.frameworks
    // No other standing approval asks who was introduced.
    if frameworks.records.values.contains(where: { $0.standing?.terms.includesIntroduced == true }) {
      introduced = IntroductionReader(region).peersStandingOnIntroductions(now: now, atLeast: introducers)
    } else {
      introduced = []
    }
    let counted = agreements.records.values.filter { $0.status.isOpen || $0.status == .concluded || $0.wasCrossed }
    standingInTheWay = Dictionary(grouping: counted, by: \.peer).mapValues { records in
      records.sorted {
        $0.terms.createdAt == $1.terms.createdAt ? $0.id < $1.id : $0.terms.createdAt < $1.terms.createdAt
      }
    }
  }

  /// An accepted peer without an agreement, and a framework that either of the two signed.
  public struct Pair: Sendable {
    /// The framework's id.
    public var framework: FrameworkId
    /// Its name.
    public var name: String
    /// The peer.
    public var peer: RegionName
    /// Why there is no agreement yet.
    public var hindrance: PairHindrance
  }

  /// Peers with whom the node proposes an agreement by itself now, each with the framework.
  public func proposals() -> [(framework: FrameworkRecord, peer: Peer)] {
    var seen: Set<RegionName> = []
    return frameworks.sorted.flatMap { framework -> [(framework: FrameworkRecord, peer: Peer)] in
      guard framework.standing?.isInForce == true else { return [] }
      return acceptedPeers.filter { peer in
        proposalHindrance(framework, peer) == nil && seen.insert(peer.facts.region).inserted
      }.map { (framework, $0) }
    }
  }

  /// Agreements that wait here, and that the node signs by itself now.
  public func signable() -> [AgreementRecord] {
    agreements.records.values.filter { $0.status == .received && $0.terms.framework != nil }
      .sorted { $0.id < $1.id }.filter { hindrance(of: $0) == nil }
  }

  /// The agreements that wait under the framework's standing approval and go with it: what the node proposed by itself,
  /// and what came under the framework. What people of this region began, they end, and they keep what always was theirs.
  /// The rest goes, also what the node would not sign now: what is left behind keeps other proposals from being signed.
  public func waiting(under id: FrameworkId) -> [AgreementRecord] {
    agreements.records.values.filter { record in
      guard record.terms.framework == id, record.approvals.isEmpty, record.document.signatures.count < 2 else {
        return false
      }
      switch record.status {
      case .proposed: return true
      case .received: return !isForPeople(record)
      default: return false
      }
    }.sorted { $0.id < $1.id }
  }

  /// The accepted peers with which no agreement is concluded although one of the two signed a framework, and why.
  public func pairs() -> [Pair] {
    acceptedPeers.flatMap { peer -> [Pair] in
      let region = peer.facts.region
      guard !records(with: region).contains(where: { isCurrent($0) }) else { return [] }
      return frameworks.sorted.compactMap { framework in
        let isTheirs = signature(of: peer, on: framework) != nil
        guard framework.own != nil || isTheirs, framework.terms.validUntil > now else { return nil }
        let hindrance = openHindrance(peer) ?? proposalHindrance(framework, peer) ?? .awaitsPeer
        return Pair(framework: framework.id, name: framework.terms.name, peer: region, hindrance: hindrance)
      }
    }
  }

  // MARK: - Judging

  /// True where no standing approval ever covered what waits here.
  private func isForPeople(_ record: AgreementRecord) -> Bool {
    guard record.terms.replaces == nil, record.hasOnlyKnownMembers,
      let identity = record.terms.identityKeys[record.peer]
    else { return true }
    return frameworks.trouble.concerns(record.peer, identity)
  }

  private func records(with region: RegionName) -> [AgreementRecord] { standingInTheWay[region] ?? [] }

  private var acceptedPeers: [Peer] {
    peering.peers.values.filter { $0.status == .accepted }.sorted { $0.facts.region < $1.facts.region }
  }

  private func signature(of peer: Peer, on framework: FrameworkRecord) -> FrameworkSignature? {
    frameworks.signature(of: peer.facts.region, identity: peer.facts.identityKey.thumbprint, on: framework.id)
  }

  /// Why the node does not sign with this peer under the framework; nil where it would.
  private func hindrance(_ framework: FrameworkRecord, _ peer: Peer) -> PairHindrance? {
    let region = peer.facts.region
    guard framework.terms.validUntil > now else { return .termOver }
    guard peer.suspension == nil else { return .suspended }
    guard peer.facts.environment == environment, framework.terms.environment == environment else {
      return .otherEnvironment
    }
    guard framework.own != nil else { return .unsignedHere }
    guard let standing = framework.standing else { return .noStandingApproval }
    guard !frameworks.trouble.concerns(region, peer.facts.identityKey.thumbprint) else { return .formerTrouble }
    if let before = framework.signedAlone[region] { return .signedBefore(before) }
    let isIntroduced = standing.terms.includesIntroduced && introduced.contains(region)
    guard isIntroduced || peering.isCompared(region) else { return .notCompared }
    guard let theirs = signature(of: peer, on: framework) else { return .unsignedByPeer }
    guard framework.terms.isClass(theirs.className, upTo: standing.terms.classesUpTo) else {
      return .classAbove(theirs.className)
    }
    guard standing.isInForce else { return standing.isResting ? .standingRests : .standingIncomplete }
    // What this peer alone claims of a restore makes no standing approval rest; with it the node signs nothing.
    guard !peering.restoration.knows(.seenAhead, region) else { return .standingRests }
    return nil
  }

  /// Why the node proposes nothing to this peer by itself; nil where it does now.
  private func proposalHindrance(_ framework: FrameworkRecord, _ peer: Peer) -> PairHindrance? {
    if let open = openHindrance(peer) { return open }
    if let found = hindrance(framework, peer) { return found }
    guard framework.holders.contains(peer.facts.region) else { return .unknownToPeer }
    if let other = records(with: peer.facts.region).first(where: { isCurrent($0) && overlaps($0, framework.terms) }) {
      return .waitsHere(other.id)
    }
    // The side with the bytewise smaller name proposes.
    return own < peer.facts.region ? nil : .awaitsPeer
  }

  /// A proposal with the peer that is under way.
  private func openHindrance(_ peer: Peer) -> PairHindrance? {
    guard let open = records(with: peer.facts.region).first(where: { $0.status.isOpen }) else { return nil }
    return open.status == .proposed ? .proposed(open.id) : .waitsHere(open.id)
  }

  /// Why the node does not sign a proposal that waits here; nil where it does now.
  private func hindrance(of record: AgreementRecord) -> PairHindrance? {
    guard record.document.signatures.count == 1, let id = record.terms.framework, record.terms.replaces == nil,
      record.hasOnlyKnownMembers, let peer = peering.peers[record.peer], peer.status == .accepted,
      record.terms.identityKeys[record.peer] == peer.facts.identityKey.thumbprint, record.isRecent(at: now)
    else { return .waitsHere(record.id) }
    guard let framework = frameworks.records[id] else { return .unsignedHere }
    if let found = hindrance(framework, peer) { return found }
    guard frameworks.fit(of: record.terms, own: own) == .fits else { return .waitsHere(record.id) }
    let isCrossed = records(with: record.peer).contains { other in
      guard other.id != record.id else { return false }
      return other.status.isOpen || isCurrent(other) && overlaps(other, framework.terms)
        || other.wasCrossed && other.isRecent(at: now)
    }
    return isCrossed ? .waitsHere(record.id) : nil
  }

  private func isCurrent(_ record: AgreementRecord) -> Bool {
    record.status == .concluded && record.terms.validUntil > now
  }

  private func overlaps(_ record: AgreementRecord, _ terms: Framework) -> Bool {
    record.terms.validFrom < terms.validUntil && terms.validFrom < record.terms.validUntil
  }
}

extension AgreementRecord {
  /// Why a proposal of this region lapsed when a peer's with a smaller id came.
  public static let crossedByPeer = "crossed by the peer's proposal"

  /// True where a proposal of the peer took this one's place.
  var wasCrossed: Bool { status == .lapsed && reason == Self.crossedByPeer }

  /// True where it was drawn up so lately that it could still be concluded.
  func isRecent(at now: Timestamp) -> Bool { terms.createdAt.seconds + Self.proposalSeconds > now.seconds }
}
