/// Answer to POST /v1/audit/checkpoints: the newest checkpoint of the audit log, and who witnessed it so far.
package struct CheckpointDocument: LocalDocument {
  /// Which life of the log it is.
  package var instance: String
  /// Whether it was signed for this request; false where one stood that is less than ten minutes old.
  package var signed: Bool
  package var checkpoint: StatusAuditLog.Checkpoint
  /// The checkpoint as a signed note, with the cosignatures that came so far.
  package var note: String

  package init(instance: String, signed: Bool, checkpoint: StatusAuditLog.Checkpoint, note: String) {
    self.instance = instance
    self.signed = signed
    self.checkpoint = checkpoint
    self.note = note
  }
}
