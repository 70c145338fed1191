import Cryptography
import PeerProtocol
import TransparencyLog

extension ContentsCheck {
  /// Checks the checkpoint of a log, its tiles, its roster and the cosignatures.
  mutating func check(_ log: EvidenceManifest.Log) {
    let (instance, origin) = (log.instance, manifest.origin(log.instance))
    var found = EvidenceFindings.Log(instance: instance, origin: origin, head: log.head)
    defer { findings.logs.append(found) }
    let path = EvidencePath.checkpoint(instance)
    guard let key = try? NoteKey(name: origin, algorithm: .ed25519, publicKey: manifest.identityKey) else {
      return findings.note(EvidencePath.manifest, "the origin \(origin) is no name of a log")
    }
    compare(EvidencePath.noteKey(instance), with: Array((key.text + "\n").utf8))
    guard let checkpoint = checkpoint(of: log, key) else { return }
    // The archive must hold at least as many files as a log of this size has, before a list of them is made.
    guard log.head.size / UInt64(TilePath.fullWidth) <= UInt64(archive.paths.count) else {
      return findings.note(path, "the archive has not the tiles of a log of \(log.head.size) entries")
    }
    for path in TilePath.written(growingFrom: 0, to: log.head.size)
    where path.content != .entries || log.isWhole && !log.lacks(path) {
      if take(EvidencePath.logFile(instance, path.text)) == nil {
        findings.note(EvidencePath.logFile(instance, path.text), "it is missing")
      }
    }
    checkRemoved(log)
    let archive = archive
    let tree = try? MerkleTreeHashes(size: log.head.size) { tile in
      guard let bytes = archive[EvidencePath.logFile(instance, tile.text)] else {
        throw TileError.wrongTileLength(tile)
      }
      return bytes
    }
    guard let tree, (try? tree.root(at: log.head.size)) == log.head.root else {
      return findings.note(path, "the tiles of hashes in log/\(instance)/tile/0 do not lead to its root")
    }
    found.tree = tree
    for path in TilePath.written(growingFrom: 0, to: log.head.size) where path.content != .entries {
      guard let expected = tree.tile(at: path) else { continue }
      compare(EvidencePath.logFile(instance, path.text), with: expected)
    }
    checkRoster(&found, checkpoint, tree, key)
  }

  /// What the region says of entries that are kept no longer.
  private mutating func checkRemoved(_ log: EvidenceManifest.Log) {
    guard log.removed > 0 || log.keptFrom != nil else { return }
    guard log.removed <= log.head.size, log.removed == log.head.size || log.removed % UInt64(TilePath.fullWidth) == 0,
      log.removed > 0
    else { return findings.note(EvidencePath.manifest, "it names removed entries that the log cannot have") }
    let rest = log.keptFrom.map { "the others are kept, from \($0.iso) on" } ?? "no other is left"
    findings.remarks.append(
      "\(manifest.origin(log.instance)): the region says that it removed the first \(log.removed) entries after their "
        + "term; \(rest)")
  }

  private mutating func checkpoint(of log: EvidenceManifest.Log, _ key: NoteKey) -> SignedCheckpoint? {
    let path = EvidencePath.checkpoint(log.instance)
    guard let bytes = take(path) else {
      findings.note(path, "it is missing")
      return nil
    }
    let checkpoint: SignedCheckpoint
    do { checkpoint = try SignedCheckpoint(parsing: bytes) } catch {
      findings.note(path, "it is no checkpoint: \(error)")
      return nil
    }
    guard checkpoint.isSigned(by: key) else {
      findings.note(path, "the signature of \(manifest.region.text) does not fit")
      return nil
    }
    guard checkpoint.checkpoint.extensions.isEmpty, checkpoint.checkpoint.head == log.head else {
      findings.note(path, "it is of another state of the log than the manifest says")
      return nil
    }
    return checkpoint
  }

  private mutating func checkRoster(
    _ found: inout EvidenceFindings.Log, _ checkpoint: SignedCheckpoint, _ tree: MerkleTreeHashes, _ key: NoteKey
  ) {
    let instance = found.instance
    guard let leaf = take(EvidencePath.roster(instance)) else {
      findings.remarks.append(
        "\(found.origin): no roster stands under the checkpoint, so that nobody's cosignature counts")
      return
    }
    guard let last = found.head.size > 0 ? found.head.size - 1 : nil,
      MerkleTree.leafHash(leaf) == tree.leafHash(at: last),
      let roster = LogRoster(leaf: leaf)
    else {
      return findings.note(EvidencePath.roster(instance), "it is not the last entry under the checkpoint, or no roster")
    }
    let proof = (try? tree.inclusionProof(of: last)).map { LogProof(index: last, hashes: $0, checkpoint: checkpoint) }
    compare(EvidencePath.rosterProof(instance), with: proof?.bytes ?? [])
    found.rosterSize = roster.peers.count
    for peer in roster.peers {
      let path = EvidencePath.rosterCard(instance, peer.region.text)
      guard let card = document(path) else {
        if archive[path] == nil {
          findings.remarks.append(
            "\(found.origin): the card of \(peer.region.text) is not there; its cosignature does not count")
        }
        continue
      }
      guard let witness = LogRoster.witness(of: peer, card: card) else {
        findings.note(path, "it is not the signed card of the peer in the roster")
        continue
      }
      found.witnesses.append(witness)
      compare(EvidencePath.witnessKey(instance, peer.region.text), with: EvidenceKeys.pem(witness.key.publicKey))
    }
    let policy = try? roster.policy(log: key, witnesses: found.witnesses)
    compare(EvidencePath.policy(instance), with: policy?.bytes ?? [])
    for fault in found.cosigners(of: checkpoint, trusted: trusted) {
      findings.note(EvidencePath.checkpoint(instance), fault)
    }
  }

  /// Where all entries of a log are there: whether they are those of the tree, and none that was asked for is left out.
  mutating func checkWholeness(_ records: [ReadRecord]) {
    for (log, found) in zip(manifest.logs, findings.logs) where log.isWhole {
      guard let tree = found.tree else { continue }
      let there = Set(records.lazy.filter { $0.record.id.instance == log.instance }.map(\.record.id.index))
      var index: UInt64 = 0
      for path in TilePath.written(growingFrom: 0, to: log.head.size) where path.content == .entries {
        let file = EvidencePath.logFile(log.instance, path.text)
        defer { index += UInt64(path.width) }
        if log.lacks(path) { continue }
        guard let bytes = archive[file] else { continue }
        guard let entries = try? EntryBundle.decode(bytes, at: path) else {
          findings.note(file, "it does not hold the entries that its path says")
          continue
        }
        for (place, entry) in entries.enumerated() {
          let id = EvidenceRecordId(instance: log.instance, index: index + UInt64(place))
          guard MerkleTree.leafHash(entry) == tree.leafHash(at: id.index) else {
            findings.note(file, "an entry is not that of the log", record: id.text)
            continue
          }
          guard !there.contains(id.index), let leaf = try? JSONValue(parsing: entry), manifest.scope.contains(leaf)
          else {
            continue
          }
          findings.note(EvidencePath.records, "the record is missing", record: id.text)
        }
      }
    }
  }
}

extension EvidenceFindings.Log {
  /// Takes up who cosigned a checkpoint, and gives what is wrong with the cosignatures of known witnesses. A key that
  /// stands on two cards counts once.
  mutating func cosigners(of checkpoint: SignedCheckpoint, trusted: TrustedKeys) -> [String] {
    var faults: [String] = []
    var counted: Set<[UInt8]> = []
    for witness in witnesses {
      guard let time = checkpoint.cosignatureTime(of: witness.key) else {
        if checkpoint.note.signatures.contains(where: { $0.keyName == witness.key.name }) {
          faults.append("the cosignature of \(witness.region.text) does not fit")
        }
        continue
      }
      guard counted.insert(witness.key.publicKey.bytes).inserted else { continue }
      cosigners.append(
        EvidenceFindings.Cosigner(
          region: witness.region, time: time,
          isTrusted: trusted.thumbprints.contains(witness.identity.thumbprint)))
    }
    return faults
  }
}
