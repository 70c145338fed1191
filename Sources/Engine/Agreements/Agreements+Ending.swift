import PeerProtocol
public import Region

/// How people of this region, or the node itself, end an agreement.
extension Agreements {
  /// Declines an agreement that is not concluded yet.
  public func reject(id: String, reason: String, approver: Approver) throws(Refusal) -> AgreementDetails {
    try end(id, reason, .rejection, approver)
  }

  /// Ends a concluded agreement: everything exchanged under it is erased here, and there.
  public func revoke(id: String, reason: String, approver: Approver) throws(Refusal) -> AgreementDetails {
    try end(id, reason, .revocation, approver)
  }

  private func end(
    _ id: String, _ reason: String, _ type: DocumentType, _ approver: Approver
  ) throws(Refusal) -> AgreementDetails {
    let reason = try Reason.checked(reason)
    let at = clock.milliseconds
    let status = try store.commit { (transaction) throws(Refusal) -> AgreementStanding in
      let record = try transaction.state.agreements.agreement(named: id)
      // What both signed before this node was restored is concluded for the peer: only a revocation ends it there.
      let isPlain = type == .rejection && record.document.signatures.count < 2
      let status: AgreementStanding = isPlain ? .rejected : .revoked
      if record.status == status { return status }
      if type == .rejection, record.status == .concluded {
        throw .agreements(.concluded(id: id))
      }
      guard type == .rejection ? record.status.isOpen : record.status == .concluded else {
        throw .agreements(.standing(record.status, id: id))
      }
      // A draft never left this node; there is nobody to tell.
      let isPrivate = record.status == .draft
      var ending: SignedDocument?
      if !isPrivate {
        ending = try signer.signEnding(
          of: record.id, reason: reason, as: isPlain ? .rejection : .revocation, at: clock.now)
      }
      try transaction.append(
        .agreements(
          .closed(record.id, status, ending: ending, reason: reason, delivered: isPrivate, at: at)))
      return status
    }
    log(
      LogEvent(
        .warning, "agreement-" + status.name,
        ["agreement": .string(id), "role": .string(approver.role)]))
    return try agreement(id: id)
  }

  /// Revokes a concluded agreement by the node itself: what it rests on is gone.
  func revoke(_ id: AgreementId, reason: String) throws(Refusal) {
    let ending = try signer.signEnding(of: id, reason: reason, as: .revocation, at: clock.now)
    let at = clock.milliseconds
    try store.commit { (transaction) throws(Refusal) in
      guard transaction.state.agreements.records[id]?.status == .concluded else { return }
      try transaction.append(
        .agreements(.closed(id, .revoked, ending: ending, reason: reason, delivered: false, at: at)))
    }
    log(LogEvent(.warning, "agreement-revoked", ["agreement": .string(id.base64URL), "reason": .string(reason)]))
  }
}
