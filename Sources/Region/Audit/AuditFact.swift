public import PeerProtocol

/// What an entry of the audit log says, before commitments and salt are computed: metadata only.
public struct AuditFact: Sendable {
  /// A member of an entry: a word of a fixed list, or a number. Never a name or a free text.
  public enum Value: Hashable, Sendable {
    case word(String)
    case number(Int)
    case flag(Bool)
    /// Words in a list, such as roles or regions.
    case words([String])
    /// Several values of the same form.
    case rows([[String: Value]])
  }

  /// Things that one entry names at most; longer lists make several entries.
  public static let thingLimit = 100

  /// What it is about.
  public var kind: AuditKind
  /// The peer that it concerns.
  public var peer: RegionName?
  /// The agreement that it concerns.
  public var agreement: AgreementId?
  /// The signed document that it concerns.
  public var document: DocumentId?
  /// A receipt, kept whole: it proves to others what the entry says.
  public var receipt: SignedDocument?
  /// A region's signed statement about its log, kept whole.
  public var statement: SignedDocument?
  /// Who did it, where the event itself says so; else the holder of the certificate that asked.
  public var holder: AuditHolder?
  /// What it is about that will be erased one day, at most ``thingLimit``.
  public var things: [AuditThing] = []
  /// Further members, by their names.
  public var members: [String: Value] = [:]

  /// A fact of these particulars.
  public init(
    _ kind: AuditKind, peer: RegionName? = nil, agreement: AgreementId? = nil, document: DocumentId? = nil,
    receipt: SignedDocument? = nil, holder: AuditHolder? = nil, things: [AuditThing] = [],
    _ members: [String: Value] = [:]
  ) {
    self.kind = kind
    self.peer = peer
    self.agreement = agreement
    self.document = document
    self.receipt = receipt
    self.holder = holder
    self.things = things
    self.members = members
  }

  /// The same fact in as many entries as its things need.
  package static func split(_ fact: AuditFact, things: [AuditThing]) -> [AuditFact] {
    guard things.count > thingLimit else {
      var whole = fact
      whole.things = things
      return [whole]
    }
    return stride(from: 0, to: things.count, by: thingLimit).map { start in
      var part = fact
      part.things = Array(things[start..<min(start + thingLimit, things.count)])
      return part
    }
  }
}

/// The holder of a client certificate, as the audit log knows people: the entry holds the role, and a commitment to the
/// certificate.
public struct AuditHolder: Hashable, Sendable {
  /// The role that the certificate has, such as `operator`.
  public var role: String
  /// SHA-256 of the certificate, 32 bytes.
  public var credential: [UInt8]

  /// The holder of the certificate.
  public init(role: String, credential: [UInt8]) {
    self.role = role
    self.credential = credential
  }

  init(_ approval: Approval) { self.init(role: approval.role, credential: approval.credential) }
}
