import Engine
import LocalAPI
import PeerProtocol
import Region

/// Requests about the node itself, its peers, agreements, limits, and how the region leaves.
extension LocalRequest {
  /// The answer; nil for a request about anything else.
  func federationDocument(of engine: Engine) throws -> (any LocalDocument)? {
    switch operation {
    case .status: StatusDocument(of: engine, trust)
    case .closing: try engine.closing.progress().document()
    case .closeRegion:
      try engine.closing.approve(confirming: try text("region", in: document()), approver: approver).document()
    case .announceRestore: try engine.restoreWatch.announce().document()
    case .confirmImport:
      try engine.restoreWatch.confirmImport(importedOtherwise: try flag("importedOtherwise", in: document()))
        .document()
    case .snapshot: try snapshot(engine)
    default:
      try peerDocument(of: engine) ?? agreementDocument(of: engine) ?? FrameworkCall(call: self).answer(of: engine)
    }
  }

  private func peerDocument(of engine: Engine) throws -> (any LocalDocument)? {
    let peering = engine.peering
    let region = parameters.first ?? ""
    switch operation {
    case .createInvitation:
      let terms = try document()["terms"] ?? .null
      do {
        return try peering.createInvitation(terms: terms.isNull ? nil : terms).document()
      } catch {
        throw error.within("terms")
      }
    case .peers: return PeersDocument(peers: try peering.peers().map { $0.document() })
    case .join: return try peering.join(code: try text("code", in: document())).document()
    case .fingerprint: return try peering.peer(named: region).document()
    case .acceptPeer:
      let isInternalAllowed = try flag("internalAddress", in: document())
      guard try engine.introductions.concerns(region: region) else {
        return try peering.accept(region: region).document()
      }
      return try engine.introductions.accept(
        region: region, allowsInternalAddress: isInternalAllowed, approver: approver
      ).document()
    case .rejectPeer: return try peering.reject(region: region, reason: try reason()).document()
    case .suspendPeer: return try peering.suspend(region: region, reason: try reason()).document()
    case .resumePeer: return try peering.resume(region: region).document()
    case .removePeer:
      let removed = try peering.remove(region: region, confirming: try text("confirm", in: document()))
      trust.pinsChanged()
      return removed.document()
    case .checkPeer: return try peering.check(region: region).document()
    case .ownCard: return try engine.ownCard.card()
    case .renewCard: return try engine.ownCard.card(above: try version("above", in: document()))
    case .importCard:
      let peer = try peering.importCard(try document(), of: region, by: approver)
      trust.pinsChanged()
      return peer.document()
    default: return try IntroductionCall(call: self).answer(of: engine)
    }
  }

  private func agreementDocument(of engine: Engine) throws -> (any LocalDocument)? {
    let id = parameters.first ?? ""
    let exception = parameters.dropFirst().first ?? ""
    switch operation {
    case .agreements:
      return AgreementsDocument(agreements: try engine.agreements.agreements().map { $0.document() })
    case .agreement: return try engine.agreements.agreement(id: id).document()
    case .proposeAgreement: return try proposeAgreement(engine).document()
    case .approveAgreement: return try engine.agreements.approve(id: id, approver: approver).document()
    case .rejectAgreement:
      return try engine.agreements.reject(id: id, reason: try reason(), approver: approver).document()
    case .revokeAgreement:
      return try engine.agreements.revoke(id: id, reason: try reason(), approver: approver).document()
    case .proposeLimitException:
      return try engine.limits.proposeException(agreement: id, terms: try document(), approver: approver).document()
    case .approveLimitException:
      return try engine.limits.approveException(agreement: id, id: exception, approver: approver).document()
    case .rejectLimitException:
      return try engine.limits.rejectException(
        agreement: id, id: exception, reason: try reason(), approver: approver
      ).document()
    default: return nil
    }
  }

  private func proposeAgreement(_ engine: Engine) throws -> AgreementDetails {
    let document = try document()
    let known = ["region", "terms"]
    var faults = UnknownMembers.faults(
      (document.objectValue ?? [:]).keys.filter { !known.contains($0) }, known: known, path: "")
    let region = document["region"]?.stringValue ?? ""
    if region.isEmpty { faults.append("region: must be a text") }
    let terms = document["terms"] ?? .null
    if terms.objectValue == nil { faults.append("terms: must be an object") }
    guard faults.isEmpty else { throw Problem.malformed(faults) }
    do {
      return try engine.agreements.propose(with: region, terms: terms, approver: approver)
    } catch {
      // The terms know nothing of the body in which they stand.
      throw error.within("terms")
    }
  }

  private func reason() throws -> String { try text("reason", in: document()) }

  private func snapshot(_ engine: Engine) throws -> SnapshotDocument {
    try engine.snapshot()
    return SnapshotDocument(written: true)
  }
}

extension Refusal {
  /// The same refusal, whose faults are of a document that stands in the member `member`.
  func within(_ member: String) -> Refusal {
    guard case .malformed(let faults) = self else { return self }
    return .malformed(
      faults.map {
        FieldFault(field: UnknownMembers.path(member, $0.field), reason: $0.reason, isByClock: $0.isByClock)
      })
  }
}
