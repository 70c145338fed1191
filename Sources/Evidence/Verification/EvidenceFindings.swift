public import PeerProtocol
public import TransparencyLog

/// What a verifier found in an archive.
public struct EvidenceFindings: Sendable {
  /// A log in an archive, and who cosigned its checkpoint.
  public struct Log: Sendable {
    /// The instance.
    public var instance: String
    /// The name of the log.
    public var origin: String
    /// Size and root of its checkpoint.
    public var head: TreeHead
    /// How many peers the roster under the checkpoint has.
    public var rosterSize = 0
    /// Whose cosignatures are good.
    public var cosigners: [Cosigner] = []
    /// Whether a record of the archive is one of its entries.
    var holdsRecords = false
    /// The tree, where the tiles are there and lead to the root.
    var tree: MerkleTreeHashes?
    /// The keys by which another checkpoint's cosignatures are told.
    var witnesses: [LogRoster.Witness] = []

    /// Whether more than half of the roster cosigned.
    public var isWitnessed: Bool { rosterSize > 0 && cosigners.count > rosterSize / 2 }
  }

  /// A peer that cosigned a checkpoint.
  public struct Cosigner: Sendable, Equatable {
    /// The peer.
    public var region: RegionName
    /// When, in seconds since 1970.
    public var time: Int64
    /// Whether its identity key is one of those that the verifier trusts.
    public var isTrusted: Bool
  }

  /// Two states of one log that cannot both be true.
  public struct SplitView: Sendable, Equatable {
    /// The name of the log.
    public var origin: String
    /// What the archive shows, and who cosigned that.
    public var shown: View
    /// What the other file shows.
    public var other: View
  }

  /// A state of a log that somebody saw.
  public struct View: Sendable, Equatable {
    /// Size and root.
    public var head: TreeHead
    /// Regions, or where no card tells the region names of witnesses' keys, that cosigned it.
    public var witnesses: [String]
  }

  /// What the region signed; nil where that could not be read.
  public internal(set) var manifest: EvidenceManifest?
  /// What is not as it was.
  public internal(set) var faults: [EvidenceFault] = []
  /// What could not be checked, in sentences.
  public internal(set) var remarks: [String] = []
  /// The logs, oldest first.
  public internal(set) var logs: [Log] = []
  /// Contradictions with other files.
  public internal(set) var splitViews: [SplitView] = []
  /// How many records there are.
  public internal(set) var records = 0
  /// How many commitments nothing opens any more.
  public internal(set) var erased = 0
  /// How many receipts there are.
  public internal(set) var receipts = 0
  /// How many agreements there are.
  public internal(set) var agreements = 0

  init() {}

  /// Whether a trusted peer cosigned every log that a record is in; where there are no records, every log.
  var isTrusted: Bool {
    let proven = logs.contains(where: \.holdsRecords) ? logs.filter(\.holdsRecords) : logs
    return !proven.isEmpty && proven.allSatisfy { log in log.cosigners.contains(where: \.isTrusted) }
  }

  /// The whole in one word.
  public var verdict: EvidenceVerdict {
    if !faults.isEmpty { return .tampered }
    if !splitViews.isEmpty { return .splitView }
    if !isTrusted { return .selfAsserted }
    return erased > 0 ? .erased : .intact
  }

  mutating func note(_ file: String?, _ reason: String, record: String? = nil) {
    faults.append(EvidenceFault(file, reason, record: record))
  }
}
