public import PeerProtocol

/// How far the acquaintance with a peer has come.
public enum PeerStatus: Equatable, Sendable {
  /// We joined with their invitation; their operator has to accept.
  case requested
  /// They joined with our invitation; our operator has to accept.
  case pending
  /// Both operators agreed.
  case accepted
  /// Our operator or theirs declined.
  case rejected(reason: String, at: Timestamp)

  /// True where an operator declined.
  public var isRejected: Bool {
    if case .rejected = self { true } else { false }
  }

  /// The word in documents.
  public var name: String {
    switch self {
    case .requested: "requested"
    case .pending: "pending"
    case .accepted: "accepted"
    case .rejected: "rejected"
    }
  }
}

/// An invitation that this region's operator made.
public struct Invitation: Sendable, Equatable {
  /// The public half of the code, 8 bytes.
  public var id: [UInt8]
  /// The secret half, 16 bytes; empty once the invitation is used up.
  public var secret: [UInt8]
  /// The last moment at which it may be used.
  public var expiresAt: Timestamp
  /// The region and the document id of the card that used it up.
  public var usedBy: RegionName?
  /// The document id of the card that used it up.
  public var usedByCard: DocumentId?

  /// An invitation that nobody used yet.
  public init(id: [UInt8], secret: [UInt8], expiresAt: Timestamp) {
    self.id = id
    self.secret = secret
    self.expiresAt = expiresAt
  }
}

/// Another region's node, as far as this one knows it.
public struct Peer: Sendable {
  /// The peer's newest card as it was signed.
  public var card: SignedDocument
  /// What the card says.
  public var facts: RegionCard
  /// How far the acquaintance has come.
  public var status: PeerStatus
  /// The id of the peering request, b64u.
  public var requestId: String
  /// The inviter's nonce of the fingerprint, 16 bytes.
  public var nonce: [UInt8]
  /// True where we joined them.
  public var weJoined: Bool
  /// The version of our own card that the peer confirmed; 0 for none.
  public var confirmedCardVersion: Int
  /// Consecutive failed deliveries, for the retry schedule.
  public var failures: Int
  /// Milliseconds since 1970 before which nothing is delivered.
  public var retryAt: Int
  /// Set while this region's people keep the peer from everything.
  public var suspension: Suspension?
  /// True where some card of the peer had a `log`: it keeps an audit log, and names every disclosure.
  public internal(set) var hasHadLog = false
}

/// Why and since when a peer is suspended: it is answered `peer-suspended`, and nothing is sent to it but the documents
/// that end agreements.
public struct Suspension: Sendable, Equatable {
  /// The reason, for this region's people.
  public var reason: String
  /// When it was suspended.
  public var at: Timestamp

  /// A suspension that begins now.
  public init(reason: String, at: Timestamp) {
    self.reason = reason
    self.at = at
  }
}

/// How often an alarm of one kind was raised about a peer, or about this region.
public struct AlarmCount: Sendable, Equatable {
  /// What happened, such as `unproven-match`.
  public var code: String
  /// How often.
  public var count: Int
  /// When it happened last.
  public var lastAt: Timestamp
}

/// Who this region knows, and who may get to know it.
public struct PeeringState: Sendable {
  /// Our own card as last signed.
  public internal(set) var ownCard: SignedDocument?
  /// The version of our own card; 0 before the first.
  public internal(set) var ownCardVersion = 0
  /// Open and used invitations, oldest first.
  public internal(set) var invitations: [Invitation] = []
  /// Peers by region.
  public var peers: [RegionName: Peer] { table.peers }
  /// The same, with whose each TLS key is.
  var table = PeerTable()
  /// When a peer was last heard of, to the day: seconds since 1970. For `silenceDays`.
  public internal(set) var heardAt: [RegionName: Int64] = [:]
  /// Whether this node was restored from a backup.
  public internal(set) var restoration = Restoration()
  /// Set once this region's people decided to leave the federation.
  public internal(set) var closing: Closing?
  /// Peers that were accepted on introductions and that nobody compared since.
  public internal(set) var introduced: [RegionName: IntroducedMark] = [:]
  /// The day on which people of this region compared a peer's key, since a version of this program keeps it.
  public internal(set) var comparedOn: [RegionName: CalendarDate] = [:]
  /// What peers did that they should not have, by region and code.
  public internal(set) var alarms: [RegionName: [AlarmCount]] = [:]

  /// Nobody known yet.
  public init() {}

  /// At most this many kinds of alarm are kept a peer.
  static let alarmLimit = 50
  /// Seconds during which the key of a pending request still reaches that request after its outcome (
  /// Schemas/peer-protocol.md, section 4).
  static let outcomeSeconds: Int64 = 48 * 3600

  /// The peer whose card carries this TLS key, or nil; one that was rejected only where no other does.
  public func peer(tlsKey: [UInt8]) -> Peer? { table.holder(of: tlsKey) }

  /// True where a card names a key of somebody else: of this node, or of another region that is known.
  ///
  /// A rejected card holds nothing back: whoever once had an invitation could otherwise keep a region out by naming
  /// its key.
  public func hasForeignKeys(_ card: RegionCard) -> Bool { foreignKey(card) != nil }

  /// The first member of a card that names a key of somebody else, and whose it is: nil for this node's own.
  public func foreignKey(_ card: RegionCard) -> (member: String, holder: RegionName?)? {
    let own = ownCard.flatMap { try? $0.payload(as: RegionCard.self) }
    let known = peers.values.filter { $0.facts.region != card.region && !$0.status.isRejected }
    let others = known.map { ($0.facts, RegionName?.some($0.facts.region)) } + [own].compactMap { $0.map { ($0, nil) } }
    for (other, holder) in others {
      if other.identityKey == card.identityKey { return ("identityKey", holder) }
      if let row = card.tlsKeys.firstIndex(where: { other.tlsKeys.contains($0) }) { return ("tlsKeys[\(row)]", holder) }
    }
    return nil
  }

  /// Refuses a card that names a key of somebody else, or an identity key as that of its witness
  /// (Schemas/peer-protocol.md, section 7).
  public func requireOwnKeys(_ card: RegionCard) throws(Refusal) {
    guard !hasForeignKeys(card) else { throw .peering(.cardMismatch) }
    try requireWitnessKey(card)
  }

  /// Refuses a card whose witness key is the identity key of a region that is known, its own included.
  public func requireWitnessKey(_ card: RegionCard) throws(Refusal) {
    guard let witnessKey = card.log?.witnessKey else { return }
    let own = ownCard.flatMap { try? $0.payload(as: RegionCard.self) }
    let known = peers.values.map(\.facts) + [card] + [own].compactMap { $0 }
    guard !known.contains(where: { $0.identityKey == witnessKey }) else { throw .peering(.identityKeyAsWitness) }
  }

  /// Whether a peer may be called at an address of this machine or an internal network: one that was introduced only with
  /// the operator's leave (Schemas/peer-protocol.md, section 9).
  public func allowsInternalAddress(of region: RegionName) -> Bool {
    introduced[region]?.allowsInternalAddress ?? true
  }

  /// True where some invitation may still be used at `now`.
  public func hasOpenInvitation(now: Timestamp) -> Bool {
    invitations.contains { $0.usedBy == nil && $0.expiresAt > now }
  }

  /// True where the key may reach the node as that of a peer or of a request under way.
  public func isKnown(tlsKey: [UInt8], now: Timestamp) -> Bool {
    guard let peer = peer(tlsKey: tlsKey) else { return false }
    if case .rejected(_, let at) = peer.status { return now.seconds < at.seconds + Self.outcomeSeconds }
    return true
  }

  mutating func apply(_ event: PeeringEvent) {
    switch event {
    case .ownCardIssued(let card, let version):
      ownCard = card
      ownCardVersion = version
    case .invitationCreated(let invitation):
      invitations.removeAll { $0.expiresAt.seconds + Self.outcomeSeconds < invitation.expiresAt.seconds - 48 * 3600 }
      invitations.append(invitation)
    case .peerRequested(let invitationId, let peer):
      beginAnew(peer)
      if let row = invitations.firstIndex(where: { $0.id == invitationId }) {
        invitations[row].usedBy = peer.facts.region
        invitations[row].usedByCard = peer.card.documentId
      }
    case .joined(let peer): beginAnew(peer)
    case .accepted(let region):
      table.update(region) { $0.status = .accepted }
      resetSchedule(region)
    case .rejected(let region, let reason, let at):
      table.update(region) { $0.status = .rejected(reason: reason, at: at) }
    case .cardReplaced(let card, let facts):
      table.update(facts.region) { peer in
        peer.card = card
        peer.facts = facts
      }
      resetSchedule(facts.region)
    case .cardConfirmed(let region, let version): table.update(region) { $0.confirmedCardVersion = version }
    case .deliveryDeferred(let region, let failures, let retryAt):
      table.update(region) { peer in
        peer.failures = failures
        peer.retryAt = retryAt
      }
    case .contactMade(let region, let at):
      resetSchedule(region)
      heardAt[region] = at.seconds
    case .alarmRaised(let region, let code, let count, let at):
      var list = alarms[region] ?? []
      if let row = list.firstIndex(where: { $0.code == code }) {
        list[row].count += count
        list[row].lastAt = at
      } else if list.count < Self.alarmLimit {
        list.append(AlarmCount(code: code, count: count, lastAt: at))
      }
      alarms[region] = list
    case .restoreNoticed(let sign, let peer, _, let seen, let at):
      if let peer, seen > 0 { restoration.claimed[peer] = max(restoration.claimed[peer] ?? 0, seen) }
      if !restoration.knows(sign, peer) {
        restoration.evidence.append(Restoration.Evidence(sign: sign, peer: peer, at: at))
      }
    case .importConfirmed(let at):
      restoration.evidence = []
      restoration.importedAt = 0
      restoration.confirmedAt = at
    case .indexImported(let at): restoration.importedAt = at
    case .suspended(let region, let suspension): table.update(region) { $0.suspension = suspension }
    case .resumed(let region):
      table.update(region) { $0.suspension = nil }
      resetSchedule(region)
    case .removed(let region, _):
      table.remove(region)
      heardAt[region] = nil
      alarms[region] = nil
      (introduced[region], comparedOn[region]) = (nil, nil)
    case .closing(let event): apply(event)
    }
  }

  /// A region that begins its acquaintance anew was not compared yet, and stands on nobody's word.
  private mutating func beginAnew(_ peer: Peer) {
    table.put(peer)
    (introduced[peer.facts.region], comparedOn[peer.facts.region]) = (nil, nil)
  }

  mutating func apply(_ event: IntroductionEvent) {
    switch event {
    case .accepted(let peer, let mark):
      beginAnew(peer)
      introduced[peer.facts.region] = mark
    case .compared(let region, let day):
      introduced[region] = nil
      if peers[region] != nil { comparedOn[region] = day }
    case .addressAllowed(let region): introduced[region]?.allowsInternalAddress = true
    case .received, .made, .settled, .asked, .answered, .expired, .contradicted: break
    }
  }

  private mutating func resetSchedule(_ region: RegionName) {
    table.update(region) { peer in
      peer.failures = 0
      peer.retryAt = 0
    }
  }
}

extension PeeringState {
  /// The peers that something may have to be sent to, sorted.
  public var peersToServe: [RegionName] {
    peers.values.filter { $0.status == .requested || $0.status == .accepted }.map(\.facts.region).sorted()
  }
}
