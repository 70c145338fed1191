import Cryptography
import PeerProtocol
import TransparencyLog

/// Makes an archive, one file at a time, so that a long one is never held whole. The same contents give the same bytes.
///
/// Of every log it holds the checkpoint and all tiles of hashes: each hash covers 16 random bytes of its entry, so that
/// tiles tell nothing but how many entries there are, and whoever holds an earlier checkpoint can compare the trees. The
/// entries themselves are there as the chosen records; bundles go in only where they hold no entry that is not chosen,
/// those that fill the log up aside. An export about one peer so holds nothing about another.
public struct EvidenceExport: Sendable {
  /// Records of one archive.
  public static let maxRecords = 200_000
  /// Bytes of their leaves.
  public static let maxRecordBytes = 256 << 20

  /// A file, and what makes its bytes when its turn comes.
  private typealias PlannedFile = (path: String, make: @Sendable () throws -> [UInt8])

  private let contents: EvidenceContents
  private var manifest: EvidenceManifest
  /// The files that are still to be made, the next one last.
  private var waiting: [PlannedFile] = []
  private var isAtEnd = false

  /// Reads the logs and prepares the files. Throws ``EvidenceExportError``, and what reading throws.
  public init(_ contents: EvidenceContents) throws {
    self.contents = contents
    let count = contents.records.reduce(0) { $0 + $1.leaf.count }
    guard contents.records.count <= Self.maxRecords, count <= Self.maxRecordBytes else {
      throw EvidenceExportError.tooMuch
    }
    guard !contents.logs.isEmpty else { throw EvidenceExportError.noCheckpoint }
    manifest = EvidenceManifest(
      region: contents.region, identityKey: contents.identityKey.publicKey, scope: contents.scope,
      madeAt: contents.madeAt, logs: [], later: contents.later, isOpened: contents.isOpened,
      files: [])
    let summary = try EvidenceSummary(contents.records, isOpened: contents.isOpened)
    var files: [PlannedFile] = []
    for log in contents.logs { files += try prepare(log) }
    files += documents(summary)
    let records = contents.records
    if let certificate = try erasureCertificate() {
      files.append((EvidencePath.certificateJSON, { certificate.json }))
      files.append((EvidencePath.certificateHTML, { certificate.html }))
    }
    files.append((EvidencePath.records, { records.flatMap { $0.line + [0x0A] } }))
    files += try proofs()
    let head = manifest
    files.insert((EvidencePath.guide, { EvidenceGuide.text(head, records: records) }), at: 0)
    files.insert((EvidencePath.report, { EvidenceReport.html(head, summary) }), at: 1)
    waiting = files.reversed()
  }

  /// The next piece of the archive; nil at its end. Throws where a file of the log cannot be read any more.
  public mutating func next() throws -> [UInt8]? {
    if let file = waiting.popLast() {
      let bytes = try file.make()
      manifest.files.append(
        EvidenceManifest.File(path: file.path, length: bytes.count, digest: SHA256.hash(bytes)))
      return try TarArchive.encode(path: file.path, bytes)
    }
    guard !isAtEnd else { return nil }
    isAtEnd = true
    let signed = try manifest.signed(with: contents.identityKey)
    return try TarArchive.encode(path: EvidencePath.manifest, signed) + TarArchive.end
  }

  // MARK: - Logs

  private var trees: [String: MerkleTreeHashes] = [:]

  private mutating func prepare(_ log: EvidenceLog) throws -> [PlannedFile] {
    let (instance, head) = (log.instance, log.checkpoint.checkpoint.head)
    let tree = try MerkleTreeHashes(size: head.size, readTile: log.file)
    guard try tree.root(at: head.size) == head.root else { throw EvidenceExportError.logDiffers(instance: instance) }
    trees[instance] = tree
    let key = try NoteKey(
      name: log.checkpoint.checkpoint.origin, algorithm: .ed25519, publicKey: contents.identityKey.publicKey)
    var files: [PlannedFile] = [
      (EvidencePath.noteKey(instance), { Array((key.text + "\n").utf8) }),
      (EvidencePath.checkpoint(instance), { log.checkpoint.bytes }),
    ]
    files += try roster(of: log, tree, key)
    let paths = TilePath.written(growingFrom: 0, to: head.size)
    for path in paths where path.content != .entries {
      files.append((EvidencePath.logFile(instance, path.text), { tree.tile(at: path) ?? [] }))
    }
    var entry = EvidenceManifest.Log(instance: instance, head: head, isWhole: false)
    entry.removed = min(log.removed, head.size)
    entry.keptFrom = log.removed > 0 ? log.keptFrom : nil
    entry.isWhole = try holdsAll(of: log, entry)
    manifest.logs.append(entry)
    for path in paths where path.content == .entries && entry.isWhole && !entry.lacks(path) {
      files.append((EvidencePath.logFile(instance, path.text), { try Self.bundle(path, of: log) }))
    }
    return files
  }

  /// The bundle at a path without what a wider file has after it.
  private static func bundle(_ path: TilePath, of log: EvidenceLog) throws -> [UInt8] {
    let entries = EntryBundle.split(try log.file(path)) ?? []
    guard entries.count >= path.width else { throw TileError.invalidBundle(path) }
    return try entries.prefix(path.width).flatMap { try EntryBundle.encode($0) }
  }

  /// Whether every entry of the log that was not removed after its term is a record or fills it up, and is there.
  private func holdsAll(of log: EvidenceLog, _ entry: EvidenceManifest.Log) throws -> Bool {
    guard contents.scope.peer == nil, contents.scope.kind == nil, contents.scope.erasure == nil else { return false }
    let chosen = Set(contents.records.lazy.filter { $0.id.instance == log.instance }.map(\.id.index))
    var index: UInt64 = 0
    for path in TilePath.written(growingFrom: 0, to: log.checkpoint.checkpoint.size) where path.content == .entries {
      if entry.lacks(path) {
        index += UInt64(path.width)
        continue
      }
      guard let bundle = try? Self.bundle(path, of: log), let entries = EntryBundle.split(bundle) else { return false }
      for entry in entries {
        let isFiller = { (try? JSONValue(parsing: entry))?["kind"]?.stringValue == EvidenceScope.fillerKind }
        guard chosen.contains(index) || isFiller() else { return false }
        index += 1
      }
    }
    return true
  }

  private func roster(
    of log: EvidenceLog, _ tree: MerkleTreeHashes, _ key: NoteKey
  ) throws -> [PlannedFile] {
    let (instance, checkpoint) = (log.instance, log.checkpoint)
    let size = checkpoint.checkpoint.size
    guard size > 0, let path = TilePath.bundle(ofEntry: size - 1, logSize: size),
      let leaf = EntryBundle.split((try? Self.bundle(path, of: log)) ?? [])?.last, let roster = LogRoster(leaf: leaf)
    else { return [] }
    let proof = LogProof(index: size - 1, hashes: try tree.inclusionProof(of: size - 1), checkpoint: checkpoint)
    var files: [PlannedFile] = [
      (EvidencePath.roster(instance), { leaf }), (EvidencePath.rosterProof(instance), { proof.bytes }),
    ]
    var witnesses: [LogRoster.Witness] = []
    for peer in roster.peers {
      for card in log.rosterCards {
        guard let witness = LogRoster.witness(of: peer, card: card) else { continue }
        witnesses.append(witness)
        files.append((EvidencePath.rosterCard(instance, peer.region.text), { card.json.bytes + [0x0A] }))
        files.append((EvidencePath.witnessKey(instance, peer.region.text), { EvidenceKeys.pem(witness.key.publicKey) }))
        break
      }
    }
    let policy = try roster.policy(log: key, witnesses: witnesses)
    files.append((EvidencePath.policy(instance), { policy.bytes }))
    return files
  }

  // MARK: - Documents and proofs

  /// What the records prove of an erasure, where they are asked for that.
  private func erasureCertificate() throws -> ErasureCertificate? {
    ErasureCertificate(
      manifest,
      leaves: try contents.records.map { record in
        guard let leaf = try? JSONValue(parsing: record.leaf) else {
          throw EvidenceExportError.recordDiffers(id: record.id.text)
        }
        return (id: record.id.text, leaf: leaf)
      })
  }

  private func documents(_ summary: EvidenceSummary) -> [PlannedFile] {
    let key = contents.identityKey.publicKey
    var files: [PlannedFile] = [
      (EvidencePath.identityPEM, { EvidenceKeys.pem(key) }),
      (EvidencePath.identityJWK, { EvidenceKeys.jwk(key).bytes + [0x0A] }),
    ]
    var signers: Set<KeyThumbprint> = []
    let agreements = contents.agreements.filter { summary.agreements.contains($0.documentId.base64URL) }
    for agreement in agreements.sorted(by: { $0.documentId < $1.documentId }) {
      signers.formUnion(agreement.signers.compactMap(\.self))
      files.append((EvidencePath.agreement(agreement.documentId.base64URL), { agreement.json.bytes + [0x0A] }))
    }
    for (id, receipt) in summary.receipts.sorted(by: { $0.key < $1.key }) {
      if let document = try? SignedDocument(receipt) { signers.formUnion(document.signers.compactMap(\.self)) }
      files.append((EvidencePath.receipt(id), { receipt.bytes + [0x0A] }))
    }
    let cards = contents.peerCards.filter { card in
      (try? card.payload(as: RegionCard.self)).map { signers.contains($0.identityKey.thumbprint) } ?? false
    }
    for card in cards.sorted(by: { $0.documentId < $1.documentId }) {
      files.append((EvidencePath.peerCard(card.documentId.base64URL), { card.json.bytes + [0x0A] }))
    }
    return files
  }

  private func proofs() throws -> [PlannedFile] {
    let checkpoints = Dictionary(contents.logs.map { ($0.instance, $0.checkpoint) }) { first, _ in first }
    return try contents.records.map { record in
      guard let tree = trees[record.id.instance], let checkpoint = checkpoints[record.id.instance],
        tree.leafHash(at: record.id.index) == MerkleTree.leafHash(record.leaf)
      else { throw EvidenceExportError.recordDiffers(id: record.id.text) }
      return (
        EvidencePath.proof(of: record.id),
        {
          let hashes = try tree.inclusionProof(of: record.id.index)
          return LogProof(index: record.id.index, hashes: hashes, checkpoint: checkpoint).bytes
        }
      )
    }
  }
}
