import Cryptography
import PeerProtocol
import System
import TransparencyLog

extension ContentsCheck {
  /// The lines of `records.ndjson` that can be read.
  mutating func readRecords() -> [ReadRecord] {
    guard let bytes = take(EvidencePath.records) else {
      findings.note(EvidencePath.records, "it is missing")
      return []
    }
    var lines: [Range<Int>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A {
      lines.append(start..<index)
      start = index + 1
    }
    if start < bytes.count { findings.note(EvidencePath.records, "its last line does not end in a line feed") }
    let (places, scope) = (lines, manifest.scope)
    let parts: [[Result<ReadRecord, EvidenceFault>]] = ParallelWork.map(count: places.count) {
      { range in
        range.map { number in
          do throws(EvidenceFault.Reason) {
            return .success(try ReadRecord(line: Array(bytes[places[number]]), scope: scope))
          } catch {
            return .failure(
              EvidenceFault(EvidencePath.records, "line \(number + 1): \(error.text)", record: error.record))
          }
        }
      }
    }
    var records: [ReadRecord] = []
    for result in parts.joined() {
      switch result {
      case .success(let record): records.append(record)
      case .failure(let fault): findings.faults.append(fault)
      }
    }
    return records
  }

  /// Checks that each record stands once, in order, was asked for, and is proven.
  mutating func check(_ records: [ReadRecord]) {
    findings.records = records.count
    if manifest.isOpened { findings.erased = records.reduce(0) { $0 + $1.erased } }
    let order = Dictionary(manifest.logs.enumerated().map { ($1.instance, $0) }) { first, _ in first }
    var (lastLog, lastIndex) = (0, UInt64(0))
    var seen: Set<EvidenceRecordId> = []
    for record in records {
      let id = record.record.id
      func note(_ reason: String) { findings.note(EvidencePath.records, reason, record: id.text) }
      guard seen.insert(id).inserted else {
        note("the record stands there twice")
        continue
      }
      guard let log = order[id.instance] else {
        note("the archive has no log of it")
        continue
      }
      if log < lastLog || log == lastLog && id.index < lastIndex {
        note("the record stands in another place than in the log")
      } else {
        (lastLog, lastIndex) = (log, id.index)
      }
      if log < findings.logs.count { findings.logs[log].holdsRecords = true }
      if log < manifest.logs.count, id.index < manifest.logs[log].removed {
        note("the manifest says that this entry was removed after its term")
      }
      if let fault = record.openingFault { note(fault) }
      if !record.isAskedFor { note("the record is not one that was asked for") }
      _ = take(EvidencePath.proof(of: id))
    }
    findings.faults += proofFaults(of: records)
  }

  private func proofFaults(of records: [ReadRecord]) -> [EvidenceFault] {
    var checkpoints: [String: (read: SignedCheckpoint, bytes: [UInt8])] = [:]
    for log in findings.logs {
      let bytes = archive[EvidencePath.checkpoint(log.instance)] ?? []
      if let read = try? SignedCheckpoint(parsing: bytes) { checkpoints[log.instance] = (read, bytes) }
    }
    let (archive, known) = (archive, checkpoints)
    let trees = Dictionary(findings.logs.map { ($0.instance, $0.tree) }) { first, _ in first }
    let parts: [[EvidenceFault]] = ParallelWork.map(count: records.count) {
      { range in
        range.compactMap { number in
          let record = records[number].record
          guard let checkpoint = known[record.id.instance] else { return nil }
          let path = EvidencePath.proof(of: record.id)
          func fault(_ reason: String) -> EvidenceFault { EvidenceFault(path, reason, record: record.id.text) }
          if let tree = trees[record.id.instance] ?? nil,
            tree.leafHash(at: record.id.index) != MerkleTree.leafHash(record.leaf)
          {
            return EvidenceFault(
              EvidencePath.records, "the record is not the entry that stands there in the log", record: record.id.text)
          }
          guard let bytes = archive[path] else { return fault("the proof is missing") }
          do {
            guard let proof = try LogProof(parsing: bytes, under: checkpoint) else {
              return fault("the proof is under another checkpoint")
            }
            guard proof.index == record.id.index, proof.extra == nil, proof.proves(record.leaf) else {
              return fault("it does not prove the record")
            }
            return nil
          } catch {
            return fault("it is no proof: \(error)")
          }
        }
      }
    }
    return parts.flatMap(\.self)
  }
}
