import Engine
import LocalAPI
import PeerProtocol
import Region

extension LogFaultsDocument {
  init(_ faults: [LogFault]) {
    self.init(
      faults: faults.map { fault in
        Shown(fault: StatusAuditLog.Fault(fault), notes: fault.notes.map { String(decoding: $0, as: UTF8.self) })
      })
  }
}

extension StatusAuditLog.Fault {
  init(_ fault: LogFault) {
    self.init(
      code: fault.kind.name, region: fault.region.text, log: fault.origin, size: fault.size,
      witness: fault.witness?.text, named: fault.named, at: fault.at, detail: fault.detail)
  }
}

extension StatusAuditLog.Checkpoint {
  /// Nil before the first one.
  init?(_ checkpoints: CheckpointState) {
    guard let at = checkpoints.signedAt else { return nil }
    self.init(
      size: checkpoints.size, at: at, cosigned: checkpoints.cosigners.count, roster: checkpoints.roster.count,
      witnessedAt: checkpoints.witnessedAt)
  }
}
