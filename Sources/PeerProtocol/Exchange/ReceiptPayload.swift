public import Cryptography

/// What both regions sign of a batch (`samenloop-receipt`, Schemas/peer-protocol.md, section 5).
public struct ReceiptPayload: Hashable, Sendable {
  /// The agreement of the feed.
  public var agreement: AgreementId
  /// The kind of the feed.
  public var kind: SubjectKind
  /// Who sends.
  public var from: RegionName
  /// Who receives.
  public var to: RegionName
  /// The feed's generation, from 1.
  public var generation: Int
  /// The batch's number in its generation, from 1.
  public var sequence: Int
  /// True once the generation has named the whole feed.
  public var complete: Bool
  /// Length of the list of additions.
  public var added: Int
  /// Length of the list of withdrawals.
  public var withdrawn: Int
  /// Entries named in the generation, after the batch.
  public var active: Int
  /// 32 bytes over salt, points and handles.
  public var digest: [UInt8]
  /// The feed's preceding receipt.
  public var previous: DocumentId?
  /// When the sender made it.
  public var at: Timestamp

  /// A receipt of these members.
  public init(
    agreement: AgreementId, kind: SubjectKind, from: RegionName, to: RegionName, generation: Int, sequence: Int,
    complete: Bool, added: Int, withdrawn: Int, active: Int, digest: [UInt8], previous: DocumentId?, at: Timestamp
  ) {
    self.agreement = agreement
    self.kind = kind
    self.from = from
    self.to = to
    self.generation = generation
    self.sequence = sequence
    self.complete = complete
    self.added = added
    self.withdrawn = withdrawn
    self.active = active
    self.digest = digest
    self.previous = previous
    self.at = at
  }
}
