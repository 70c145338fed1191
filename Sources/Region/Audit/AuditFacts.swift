import PeerProtocol

import enum Cryptography.SubjectKind

/// What the audit log says of events, decided from the region that they are about to change.
public struct AuditFacts: Sendable {
  let peering: PeeringState
  let agreements: AgreementsState
  let exchange: ExchangeState
  let matches: MatchesState
  let limits: LimitsState
  let organisations: OrganisationsState
  let webhooks: WebhooksState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    peering = region.peering
    agreements = region.agreements
    exchange = region.exchange
    matches = region.matches
    limits = region.limits
    organisations = region.organisations
    webhooks = region.webhooks
  }
}

extension AuditFacts {
  /// What the audit log says of these events, which are about to be applied to the region: nothing of most of them.
  ///
  /// The one place that decides what becomes an entry. The entries stand in the journal record of the events.
  public func facts(of events: [RegionEvent]) -> [AuditFact] {
    events.flatMap { event -> [AuditFact] in
      switch event {
      case .signals(let event): facts(of: event, among: events)
      case .peering(let event): facts(of: event)
      case .agreements(let event): facts(of: event, among: events)
      case .exchange(let event): facts(of: event)
      case .matches(let event): facts(of: event)
      case .limits(let event): facts(of: event, among: events)
      case .credentials(let event): facts(of: event)
      case .clock(let event): facts(of: event)
      case .audit(let event): Self.facts(of: event)
      // Figures, mail and terms hold nobody: what they count, tell of or lead to has entries of its own.
      case .figures, .mail, .onboarding: []
      case .rights(let event): event.auditFact.map { [$0] } ?? []
      case .organisations(let event): facts(of: event)
      case .webhooks(let event): facts(of: event)
      case .frameworks(let event): event.auditFact.map { [$0] } ?? []
      case .introductions(let event): event.auditFacts(among: events)
      }
    }
  }

  // MARK: - Signals

  private func facts(of event: SignalEvent, among events: [RegionEvent]) -> [AuditFact] {
    switch event {
    case .erased(let signals, let reason, _):
      // Whoever asked for it finds the entry by the request.
      let requests = events.compactMap { event in
        if case .rights(.closed(let number, .erased, _, _, _)) = event { RightsRequest.id(number) } else { nil }
      }
      // One entry for each cause.
      return Dictionary(grouping: signals, by: \.cause).sorted { $0.key.rawValue < $1.key.rawValue }
        .flatMap { cause, signals in
          var fact = AuditFact(.signalsErased, ["cause": .word(cause.name), "reason": .word(reason.name)])
          if !requests.isEmpty { fact.members["requests"] = .words(requests) }
          return AuditFact.split(fact, things: signals.map { .signal($0.id) })
            .map { part in
              var counted = part
              if !requests.isEmpty { counted.members["count"] = .number(part.things.count) }
              return counted
            }
        }
    case .held(let hold, _):
      return AuditFact.split(
        AuditFact(.youthHeld, ["ground": .word(hold.kind.name)]), things: hold.signals.map { .signal($0) })
    case .released(let holds, _): return [AuditFact(.holdsReleased, ["count": .number(holds.count)])]
    case .wordTaken: return [AuditFact(.wordTaken)]
    case .corrected(let sources, _):
      return AuditFact.split(AuditFact(.reportCorrected), things: sources.map { .signal($0) })
    case .liftApproved(let id, let approval):
      return [AuditFact(.liftApproved, holder: AuditHolder(approval), things: id.map { [.signal($0)] } ?? [])]
    case .lifted(let ids, _): return AuditFact.split(AuditFact(.marksLifted), things: ids.map { .signal($0) })
    case .rulesChanged: return [AuditFact(.rulesChanged)]
    case .recorded, .ended, .objectionRejected, .suspended, .suspensionEnded, .shieldingRaised, .rowsRefused,
      .refusalsResolved, .informed, .marksForgotten, .marksDated:
      return []
    }
  }

  // MARK: - Peers

  private func facts(of event: PeeringEvent) -> [AuditFact] {
    switch event {
    case .ownCardIssued(let card, let version):
      return [AuditFact(.ownCardIssued, document: card.documentId, ["version": .number(version)])]
    case .invitationCreated: return [AuditFact(.invitationMade)]
    case .peerRequested(_, let peer):
      return [
        AuditFact(
          .peerRequested, peer: peer.facts.region, document: peer.card.documentId, Self.cardMembers(peer.facts))
      ]
    case .joined(let peer):
      return [
        AuditFact(.peerJoined, peer: peer.facts.region, document: peer.card.documentId, Self.cardMembers(peer.facts))
      ]
    case .accepted(let region):
      return [AuditFact(.peerAccepted, peer: region, document: peering.peers[region]?.card.documentId)]
    case .rejected(let region, let reason, _):
      return [AuditFact(.peerRejected, peer: region, things: [.peerText(region, reason)])]
    case .cardReplaced(let card, let facts):
      return [
        AuditFact(
          .peerCardReplaced, peer: facts.region, document: card.documentId, Self.cardMembers(facts))
      ]
    case .suspended(let region, let suspension):
      return [AuditFact(.peerSuspended, peer: region, things: [.peerText(region, suspension.reason)])]
    case .resumed(let region): return [AuditFact(.peerResumed, peer: region)]
    case .removed(let region, _): return [AuditFact(.peerRemoved, peer: region)]
    case .alarmRaised(let region, let code, let count, _):
      return [AuditFact(.alarm, peer: region, ["code": .word(code), "count": .number(count)])]
    case .restoreNoticed(let sign, let region, let document, _, _):
      return [AuditFact(.restoreNoticed, peer: region, document: document, ["sign": .word(sign.name)])]
    case .importConfirmed: return [AuditFact(.importConfirmed)]
    case .closing(let event): return facts(of: event)
    case .cardConfirmed, .deliveryDeferred, .contactMade, .indexImported: return []
    }
  }

  /// What an entry says of a peer's card: with its log, so that a later reader knows since when the peer has that one.
  static func cardMembers(_ card: RegionCard) -> [String: AuditFact.Value] {
    var members: [String: AuditFact.Value] = ["version": .number(card.version)]
    members["log"] = card.log.map { .word($0.instance.text) }
    return members
  }

  private func facts(of event: ClosingEvent) -> [AuditFact] {
    switch event {
    case .approved(let approval):
      [AuditFact(.closing, holder: AuditHolder(approval), ["step": .word("approved")])]
    case .began: [AuditFact(.closing, ["step": .word("began")])]
    case .confirmed(let confirmation):
      [AuditFact(.closing, peer: confirmation.peer, ["step": .word("confirmed")])]
    case .finished(let certificate):
      [AuditFact(.closing, document: certificate.documentId, ["step": .word("finished")])]
    }
  }

  // MARK: - Agreements and limits

  private func facts(of event: AgreementEvent, among events: [RegionEvent]) -> [AuditFact] {
    func fact(_ kind: AuditKind, _ id: AgreementId) -> AuditFact {
      AuditFact(kind, peer: party(of: id, among: events), agreement: id)
    }
    switch event {
    case .drafted(let record): return [AuditFact(.agreementDrafted, peer: record.peer, agreement: record.id)]
    case .received(let record):
      return [
        AuditFact(
          .agreementReceived, peer: record.peer, agreement: record.id, ["standing": .word(record.status.name)])
      ]
    case .approved(let id, let approval):
      var approved = fact(.agreementApproved, id)
      approved.holder = AuditHolder(approval)
      return [approved]
    case .signed(let id, let document, let standing):
      var signed = fact(.agreementSigned, id)
      signed.members = ["signatures": .number(document.signatures.count), "standing": .word(standing.name)]
      return [signed]
    case .endScheduled(let id, let at):
      var set = fact(.agreementEndSet, id)
      set.members = ["endsAt": .word(at.description)]
      return [set]
    case .closed(let id, let standing, let ending, _, _, _):
      var closed = fact(.agreementClosed, id)
      closed.document = ending?.documentId
      closed.members = ["standing": .word(standing.name)]
      return [closed]
    case .endingDelivered(let id, true): return [fact(.endingConfirmed, id)]
    case .delivered, .putAgain, .endingDelivered: return []
    }
  }

  /// The other party of an agreement that is known, or comes to be known by these events.
  private func party(of id: AgreementId, among events: [RegionEvent]) -> RegionName? {
    if let record = agreements.records[id] { return record.peer }
    for case .agreements(let event) in events {
      switch event {
      case .drafted(let record) where record.id == id, .received(let record) where record.id == id: return record.peer
      default: break
      }
    }
    return nil
  }

  private func facts(of event: LimitEvent, among events: [RegionEvent]) -> [AuditFact] {
    func fact(_ kind: AuditKind, _ record: LimitExceptionRecord, _ holder: Approval? = nil) -> AuditFact {
      AuditFact(
        kind, peer: record.peer, agreement: record.terms.agreement, document: record.document.documentId,
        holder: holder.map(AuditHolder.init))
    }
    func known(_ kind: AuditKind, _ id: DocumentId, _ holder: Approval? = nil) -> AuditFact {
      if let record = limits.exceptions[id] { return fact(kind, record, holder) }
      for case .limits(let event) in events {
        switch event {
        case .exceptionProposed(let record) where record.document.documentId == id,
          .exceptionReceived(let record) where record.document.documentId == id:
          return fact(kind, record, holder)
        default: break
        }
      }
      return AuditFact(kind, document: id, holder: holder.map(AuditHolder.init))
    }
    switch event {
    case .exceptionProposed(let record): return [fact(.exceptionProposed, record, record.approvals.last)]
    case .exceptionReceived(let record): return [fact(.exceptionReceived, record)]
    case .exceptionApproved(let id, let approval, _): return [known(.exceptionApproved, id, approval)]
    case .exceptionConcluded(let id, _): return [known(.exceptionConcluded, id)]
    case .exceptionClosed(let id, let standing, _):
      var closed = known(.exceptionClosed, id)
      closed.members = ["standing": .word(standing.name)]
      return [closed]
    case .suspicionRaised(let peer, let suspicion):
      return [AuditFact(.suspicionRaised, peer: peer, ["sign": .word(suspicion.sign.code)])]
    case .suspicionCleared(let peer, let sign):
      return [AuditFact(.suspicionCleared, peer: peer, ["sign": .word(sign.code)])]
    case .exceptionDelivered, .clockStepped: return []
    }
  }

  // MARK: - Exchange

  private func facts(of event: ExchangeEvent) -> [AuditFact] {
    func fact(
      _ kind: AuditKind, _ key: FeedKey, _ peer: RegionName?, _ document: DocumentId? = nil,
      _ receipt: SignedDocument? = nil, _ members: [String: AuditFact.Value] = [:]
    ) -> AuditFact {
      AuditFact(
        kind, peer: peer, agreement: key.agreement, document: document, receipt: receipt,
        members.merging(["feed": .word(key.kind.name)]) { $1 })
    }
    func pending(_ kind: AuditKind, _ key: FeedKey) -> AuditFact {
      let feed = exchange.outgoing[key]
      return fact(kind, key, feed?.peer, feed?.pending?.receiptId)
    }
    switch event {
    case .batchPrepared(let key, let batch):
      return [
        fact(
          .batchSent, key, exchange.outgoing[key]?.peer, batch.receiptId, nil,
          [
            "generation": .number(batch.generation), "sequence": .number(batch.sequence),
            "additions": .number(batch.additions.count), "withdrawals": .number(batch.withdrawals.count),
            "complete": .flag(batch.complete),
          ])
      ]
    case .batchAnswered(let key, let receipt, _, _, _):
      return [fact(.batchConfirmed, key, exchange.outgoing[key]?.peer, receipt.documentId, receipt)]
    case .batchRefused(let key): return [pending(.batchRefused, key)]
    case .batchGivenUp(let key): return [pending(.batchGivenUp, key)]
    case .disagreementFound(let key, let highest):
      return [fact(.disagreement, key, exchange.outgoing[key]?.peer, nil, nil, ["highest": .number(highest)])]
    case .generationStarted(let key, let generation, let previous, _):
      return [
        fact(
          .generationStarted, key, exchange.outgoing[key]?.peer, previous?.documentId, nil,
          ["generation": .number(generation)])
      ]
    case .batchReceived(let key, let receipt, let facts, let additions, let withdrawals, _, _):
      return [
        fact(
          .batchReceived, key, exchange.incoming[key]?.peer, receipt.documentId, receipt,
          [
            "generation": .number(facts.generation), "sequence": .number(facts.sequence),
            "additions": .number(additions.count), "withdrawals": .number(withdrawals.count),
            "complete": .flag(facts.complete),
          ])
      ]
    }
  }

  private func facts(of event: MatchEvent) -> [AuditFact] {
    func fact(_ kind: AuditKind, _ id: MatchId, _ members: [String: AuditFact.Value] = [:]) -> AuditFact {
      let record = matches.records[id]
      return AuditFact(
        kind, peer: record?.peer, agreement: record?.key.agreement, things: [.match(record?.shown ?? id)], members)
    }
    switch event {
    case .proven(let id, _, _): return [fact(.matchProven, id)]
    case .worked(let id, let work, _):
      let steps: [(String, Bool)] = [
        ("followUp", work.followUp != nil), ("coordination", work.coordination != nil),
        ("handover", work.handover != nil), ("consent", work.consent != nil),
      ]
      return [
        AuditFact(
          .matchWorked, peer: matches.shown[id]?.peer, things: [.match(id)],
          [
            "has": .words(steps.filter(\.1).map(\.0)), "released": .number(work.released.count),
          ])
      ]
    case .forgotten(let ids, _) where !ids.isEmpty:
      return AuditFact.split(AuditFact(.matchesErased), things: ids.map { .match($0) })
    case .disclosureSent(let id, let disclosure, _, _):
      return [fact(.disclosureSent, id, ["disclosure": .word(disclosure.base64URL)])]
    case .disclosureConfirmed(let id, let disclosure, _):
      return [fact(.disclosureConfirmed, id, ["disclosure": .word(disclosure.base64URL)])]
    case .disclosureReceived(let id, let disclosure, _, _):
      return [
        fact(.disclosureReceived, id, disclosure.map { ["disclosure": .word($0.base64URL)] } ?? [:])
      ]
    case .proofMade, .viewReceived, .resendAsked, .unknownAtPeer, .read, .assigned, .forgotten, .releasesNamed:
      return []
    }
  }

  // MARK: - The log itself

  private static func facts(of event: AuditEvent) -> [AuditFact] {
    switch event {
    case .faultNoticed(let fault):
      var members: [String: AuditFact.Value] = [
        "code": .word(fault.kind.name), "origin": .word(fault.origin), "size": .number(fault.size),
      ]
      members["witness"] = fault.witness.map { .word($0.text) }
      members["named"] = fault.named.map { .number($0) }
      return [AuditFact(.logAlarm, peer: fault.region, members)]
    case .review(let event): return [event.auditFact]
    case .pruned(let spans, _):
      return spans.map { span in
        var members: [String: AuditFact.Value] = ["instance": .word(span.instance), "before": .number(span.before)]
        members["from"] = span.keptFrom.map { .word($0.iso) }
        return AuditFact(.pruned, members)
      }
    // The first entry of an instance is written with the instance, and would else stand in the one before, too.
    case .instanceBegan, .previousLearnt, .prunedFilesRemoved, .holdersNamed, .recorded, .stored, .checkpointSigned,
      .cosigned,
      .cosignedSizeLearnt,
      .refusalNoted, .witnessed, .unproven,
      .logForgotten:
      return []
    }
  }

  // MARK: - Credentials and the clock

  private func facts(of event: CredentialEvent) -> [AuditFact] {
    func certificate(_ kind: AuditKind, _ fingerprint: [UInt8], by approval: Approval? = nil) -> AuditFact {
      AuditFact(kind, holder: approval.map(AuditHolder.init), things: [.holder(fingerprint)])
    }
    switch event {
    case .begun(let found, let isTraining):
      return [
        AuditFact(
          .registryBegan, things: found.prefix(AuditFact.thingLimit).map { .holder($0.certificate.fingerprint) },
          ["training": .flag(isTraining)])
      ]
    case .registered(let officer):
      var fact = certificate(.officerRegistered, officer.certificate.fingerprint, by: officer.approvals.last)
      fact.members = ["ground": .word(officer.ground.name)]
      return [fact]
    case .proposed(let proposal):
      return [certificate(.officerProposed, proposal.certificate.fingerprint, by: proposal.proposal)]
    case .declined(let fingerprint, let approval): return [certificate(.officerDeclined, fingerprint, by: approval)]
    case .revoked(let fingerprint, _): return [certificate(.officerRevoked, fingerprint)]
    case .alarmRaised(let fingerprint, _): return [certificate(.officerAlarm, fingerprint)]
    }
  }

  private func facts(of event: ClockEvent) -> [AuditFact] {
    switch event {
    case .observed: []
    case .doubtBegan(let doubt): [AuditFact(.clockDoubted, ["cause": .word(doubt.cause.name)])]
    case .doubtEnded(let ending, _, let differing):
      [
        AuditFact(
          .clockTrusted, ["by": .word(ending.name), "differing": .words(differing.map(\.text).sorted())])
      ]
    }
  }
}
