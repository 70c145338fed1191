public import Cryptography

/// What two regions sign before anything is exchanged (`samenloop-agreement`, Schemas/peer-protocol.md, section 3).
public struct Agreement: Hashable, Sendable {
  /// Whether contact details follow a proven match at once.
  public enum ContactRelease: String, Sendable, Hashable, CaseIterable {
    /// At once.
    case automatic
    /// After somebody of the sending region released them.
    case approval
  }

  /// Two regions, sorted.
  public var parties: [RegionName]
  /// The identity key of each party.
  public var identityKeys: [RegionName: KeyThumbprint]
  /// What for, at most 2,000 bytes.
  public var purpose: String
  /// On which ground, at most 2,000 bytes.
  public var legalBasis: String
  /// `[.youth]` or `[.youth, .guardian]`.
  public var kinds: [SubjectKind]
  /// What each party may send.
  public var limits: [RegionName: RegionLimits]
  /// Whether contact details follow a proven match at once.
  public var contactRelease: ContactRelease
  /// Whether ended and archived involvements are shown inside a match.
  public var history: Bool
  /// Days in which a match asks for follow-up, 0 to 3,650.
  public var followUpDays: Int
  /// Days of silence after which a peer's entries are dropped, 1 to 3,650.
  public var silenceDays: Int
  /// Real data or training.
  public var environment: PeerEnvironment
  /// From when it holds.
  public var validFrom: Timestamp
  /// Until when it holds.
  public var validUntil: Timestamp
  /// The agreement that it takes the place of.
  public var replaces: AgreementId?
  /// The document that it is part of.
  public var framework: DocumentId?
  /// When it was drawn up.
  public var createdAt: Timestamp
  /// Makes its id unlike any other's: 16 bytes, of a peer 8 to 64.
  public var nonce: [UInt8]

  /// An agreement of these members.
  public init(
    parties: [RegionName], identityKeys: [RegionName: KeyThumbprint], purpose: String, legalBasis: String,
    kinds: [SubjectKind], limits: [RegionName: RegionLimits], contactRelease: ContactRelease, history: Bool,
    followUpDays: Int, silenceDays: Int, environment: PeerEnvironment, validFrom: Timestamp, validUntil: Timestamp,
    replaces: AgreementId?, framework: DocumentId?, createdAt: Timestamp, nonce: [UInt8]
  ) {
    self.parties = parties
    self.identityKeys = identityKeys
    self.purpose = purpose
    self.legalBasis = legalBasis
    self.kinds = kinds
    self.limits = limits
    self.contactRelease = contactRelease
    self.history = history
    self.followUpDays = followUpDays
    self.silenceDays = silenceDays
    self.environment = environment
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.replaces = replaces
    self.framework = framework
    self.createdAt = createdAt
    self.nonce = nonce
  }

  /// The party that is not `region`, or nil where `region` is none.
  public func peer(of region: RegionName) -> RegionName? {
    guard parties.contains(region) else { return nil }
    return parties.first { $0 != region }
  }
}

/// `ContactRelease` under a name of its own.
public typealias ContactRelease = Agreement.ContactRelease
