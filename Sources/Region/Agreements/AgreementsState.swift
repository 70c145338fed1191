public import PeerProtocol

/// Where an agreement stands.
public enum AgreementStanding: UInt8, Sendable {
  /// Drawn up here, not yet approved by both people.
  case draft = 1
  /// Signed here, not yet by the peer.
  case proposed = 2
  /// Signed by the peer, not yet here.
  case received = 3
  /// Signed by both regions.
  case concluded = 4
  /// Declined before it was concluded.
  case rejected = 5
  /// Ended by one region.
  case revoked = 6
  /// Not concluded in time, or overtaken by another.
  case lapsed = 7
  /// Its term is over, or a renewal took its place.
  case ended = 8

  /// The word in documents.
  public var name: String {
    switch self {
    case .draft: "draft"
    case .proposed: "proposed"
    case .received: "received"
    case .concluded: "concluded"
    case .rejected: "rejected"
    case .revoked: "revoked"
    case .lapsed: "lapsed"
    case .ended: "ended"
    }
  }

  /// True while the agreement may still be concluded.
  public var isOpen: Bool { self == .draft || self == .proposed || self == .received }
}

/// An agreement with its signatures and approvals.
public struct AgreementRecord: Sendable {
  /// The payload with the signatures gathered so far.
  public var document: SignedDocument
  /// What the payload says.
  public var terms: Agreement
  /// The other party.
  public var peer: RegionName
  /// Where it stands.
  public var status: AgreementStanding
  /// Who approved it here.
  public var approvals: [Approval]
  /// How many of the document's signatures the peer is known to hold.
  public var deliveredSignatures: Int
  /// When the concluded document was put again because the peer lacked it; seconds since 1970.
  public var putAgainAt: Int64
  /// The signed rejection or revocation, where there is one.
  public var ending: SignedDocument?
  /// True once the peer confirmed the ending, or sent it.
  public var endingDelivered: Bool
  /// Why it ended, for people.
  public var reason: String
  /// The moment at which a renewal ends it, where one is complete.
  public var endsAt: Timestamp?
  /// When it was closed, and all that was exchanged under it erased here; milliseconds since 1970, 0 while it is not.
  public var closedAt: Int

  /// The id: SHA-256 of the payload.
  public var id: AgreementId { document.documentId }

  /// True where exchange takes place at `now`.
  public func isInForce(now: Timestamp) -> Bool {
    status == .concluded && terms.validFrom <= now && now < terms.validUntil && (endsAt.map { now < $0 } ?? true)
  }

  /// True where the person in this role still has to approve.
  public func lacksApproval(_ role: String) -> Bool { !approvals.contains { $0.role == role } }

  /// Seconds after which a proposal lapses (Schemas/peer-protocol.md, section 3).
  public static let proposalSeconds: Int64 = 30 * 86400
}

/// Every agreement that this region proposed or was offered.
public struct AgreementsState: Sendable {
  /// Agreements by id.
  public internal(set) var records: [AgreementId: AgreementRecord] = [:]

  /// None yet.
  public init() {}

  /// The agreements with one peer, oldest first.
  public func with(_ peer: RegionName) -> [AgreementRecord] {
    records.values.filter { $0.peer == peer }
      .sorted { $0.terms.createdAt == $1.terms.createdAt ? $0.id < $1.id : $0.terms.createdAt < $1.terms.createdAt }
  }

  mutating func apply(_ event: AgreementEvent) {
    switch event {
    case .drafted(let record), .received(let record):
      if records[record.id] == nil { records[record.id] = record }
    case .approved(let id, let approval): records[id]?.approvals.append(approval)
    case .signed(let id, let document, let status):
      records[id]?.document = document
      records[id]?.status = status
    case .delivered(let id, let signatures): records[id]?.deliveredSignatures = signatures
    case .putAgain(let id, let at):
      records[id]?.deliveredSignatures = 0
      records[id]?.putAgainAt = at.seconds
    case .closed(let id, let status, let ending, let reason, let delivered, let at):
      records[id]?.closedAt = at
      records[id]?.status = status
      records[id]?.ending = ending
      records[id]?.reason = reason
      records[id]?.endingDelivered = delivered
    case .endingDelivered(let id, let delivered): records[id]?.endingDelivered = delivered
    case .endScheduled(let id, let at): records[id]?.endsAt = at
    }
  }
}
