public import Cryptography
public import PeerProtocol
public import TransparencyLog

/// An instance of a log as an export needs it.
public struct EvidenceLog: Sendable {
  /// The id of the instance.
  public var instance: String
  /// Its newest checkpoint, with the region's signature and the cosignatures that came in. The roster is the last entry
  /// under it.
  public var checkpoint: SignedCheckpoint
  /// The cards of the peers in that roster, of the versions that name the witness keys in it.
  public var rosterCards: [SignedDocument]
  /// Reads a tile or bundle that a log of the checkpoint's size has, or a wider one in its place. Throws where it is not
  /// there; a bundle may have been pruned.
  public var file: @Sendable (TilePath) throws -> [UInt8]
  /// How many entries at the front were removed after their term.
  public var removed: UInt64
  /// The day of the oldest entry that is kept; nil where none is.
  public var keptFrom: CalendarDate?

  /// A log as far as its newest checkpoint.
  public init(
    instance: String, checkpoint: SignedCheckpoint, rosterCards: [SignedDocument], removed: UInt64 = 0,
    keptFrom: CalendarDate? = nil, file: @escaping @Sendable (TilePath) throws -> [UInt8]
  ) {
    self.instance = instance
    self.checkpoint = checkpoint
    self.rosterCards = rosterCards
    (self.removed, self.keptFrom) = (removed, keptFrom)
    self.file = file
  }
}

/// What goes into an export.
public struct EvidenceContents: Sendable {
  /// Whose log it is.
  public var region: RegionName
  /// Signs the manifest.
  public var identityKey: Ed25519PrivateKey
  /// What is asked for.
  public var scope: EvidenceScope
  /// When it is made.
  public var madeAt: Timestamp
  /// Every instance that has a checkpoint, oldest first.
  public var logs: [EvidenceLog]
  /// The entries of the scope that stand under those checkpoints, in the order of the logs.
  public var records: [EvidenceRecord]
  /// Whether the records open every commitment whose thing is still there; else none says what was erased.
  public var isOpened: Bool
  /// How many entries of the scope stand after the newest checkpoint.
  public var later: Int
  /// Agreements; those that no record names are left out.
  public var agreements: [SignedDocument]
  /// Cards of peers; those whose key signed none of the documents are left out.
  public var peerCards: [SignedDocument]

  /// The contents of an export.
  public init(
    region: RegionName, identityKey: Ed25519PrivateKey, scope: EvidenceScope, madeAt: Timestamp, logs: [EvidenceLog],
    records: [EvidenceRecord], isOpened: Bool = true, later: Int, agreements: [SignedDocument],
    peerCards: [SignedDocument]
  ) {
    self.region = region
    self.identityKey = identityKey
    self.scope = scope
    self.madeAt = madeAt
    self.logs = logs
    self.records = records
    self.isOpened = isOpened
    self.later = later
    self.agreements = agreements
    self.peerCards = peerCards
  }
}

/// Why an export cannot be made.
public enum EvidenceExportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No instance of the log has a checkpoint yet: nothing can be proven.
  case noCheckpoint
  /// More entries, or bytes of entries, than one archive takes.
  case tooMuch
  /// The files of this instance are not those that its checkpoint was made over.
  case logDiffers(instance: String)
  /// A record is not what its log has there.
  case recordDiffers(id: String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .noCheckpoint: "the log has no checkpoint yet, so that nothing can be proven: ask for one, or wait six hours"
    case .tooMuch:
      "there are more than \(EvidenceExport.maxRecords) entries or \(EvidenceExport.maxRecordBytes >> 20) MiB of them: "
        + "export shorter periods, or one peer"
    case .logDiffers(let instance):
      "the files of the log \(instance) are not those of its checkpoint: restore them from a backup"
    case .recordDiffers(let id): "the entry \(id) is not in the files of its log: restore them from a backup"
    }
  }
}
