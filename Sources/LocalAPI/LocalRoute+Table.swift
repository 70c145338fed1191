import PeerProtocol

extension LocalRoute {
  /// Every route there is.
  package static let table: [LocalRoute] = [
    LocalRoute(.interface, "GET", "/v1/openapi.json", everyone, answer: JSONValue.self),
    LocalRoute(.status, "GET", "/v1/status", staff, answer: StatusDocument.self),
    LocalRoute(
      .createInvitation, "POST", "/v1/invitations", [.operator], body: .json(EmptyRequest.self, limit: small),
      answer: InvitationDocument.self),
    LocalRoute(.peers, "GET", "/v1/peers", approvers, answer: PeersDocument.self),
    LocalRoute(
      .join, "POST", "/v1/peers", [.operator], body: .json(JoinRequest.self, limit: small), answer: PeerDocument.self),
    LocalRoute(.fingerprint, "GET", "/v1/peers/{region}/fingerprint", [.operator], answer: PeerDocument.self),
    LocalRoute(
      .acceptPeer, "POST", "/v1/peers/{region}/acceptance", [.operator], body: .json(EmptyRequest.self, limit: small),
      answer: PeerDocument.self),
    LocalRoute(
      .rejectPeer, "POST", "/v1/peers/{region}/rejection", [.operator], body: .json(ReasonRequest.self, limit: small),
      answer: PeerDocument.self),
    LocalRoute(
      .suspendPeer, "POST", "/v1/peers/{region}/suspension", approvers, body: .json(ReasonRequest.self, limit: small),
      answer: PeerDocument.self),
    LocalRoute(
      .resumePeer, "POST", "/v1/peers/{region}/resumption", [.operator], body: .json(EmptyRequest.self, limit: small),
      answer: PeerDocument.self),
    LocalRoute(
      .removePeer, "POST", "/v1/peers/{region}/removal", [.operator], body: .json(RemovalRequest.self, limit: small),
      answer: RemovedPeerDocument.self),
    LocalRoute(.checkPeer, "GET", "/v1/peers/{region}/check", [.operator], answer: PeerCheckDocument.self),
    LocalRoute(
      .importCard, "PUT", "/v1/peers/{region}/card", [.operator], body: .json(SignedDocument.self, limit: document),
      answer: PeerDocument.self),
    LocalRoute(.ownCard, "GET", "/v1/card", approvers, answer: SignedDocument.self),
    LocalRoute(
      .renewCard, "POST", "/v1/card", [.operator], body: .json(CardRequest.self, limit: small),
      answer: SignedDocument.self),
    LocalRoute(.agreements, "GET", "/v1/agreements", approvers, answer: AgreementsDocument.self),
    LocalRoute(
      .proposeAgreement, "POST", "/v1/agreements", [.operator],
      body: .json(AgreementProposalRequest.self, limit: document), answer: AgreementDocument.self),
    LocalRoute(.agreement, "GET", "/v1/agreements/{agreement}", approvers, answer: AgreementDocument.self),
    LocalRoute(
      .approveAgreement, "POST", "/v1/agreements/{agreement}/approval", approvers,
      body: .json(EmptyRequest.self, limit: small), answer: AgreementDocument.self),
    LocalRoute(
      .rejectAgreement, "POST", "/v1/agreements/{agreement}/rejection", approvers,
      body: .json(ReasonRequest.self, limit: small), answer: AgreementDocument.self),
    LocalRoute(
      .revokeAgreement, "POST", "/v1/agreements/{agreement}/revocation", approvers,
      body: .json(ReasonRequest.self, limit: small), answer: AgreementDocument.self),
    LocalRoute(
      .proposeLimitException, "POST", "/v1/agreements/{agreement}/limit-exceptions", [.privacyOfficer],
      body: .json(LimitExceptionRequest.self, limit: small), answer: LimitExceptionDocument.self),
    LocalRoute(
      .approveLimitException, "POST", "/v1/agreements/{agreement}/limit-exceptions/{document}/approval",
      [.privacyOfficer], body: .json(EmptyRequest.self, limit: small), answer: LimitExceptionDocument.self),
    LocalRoute(
      .rejectLimitException, "POST", "/v1/agreements/{agreement}/limit-exceptions/{document}/rejection",
      [.privacyOfficer], body: .json(ReasonRequest.self, limit: small), answer: LimitExceptionDocument.self),
    LocalRoute(.frameworks, "GET", "/v1/frameworks", approvers, answer: FrameworksDocument.self),
    LocalRoute(
      .createFramework, "POST", "/v1/frameworks", [.operator], body: .json(FrameworkRequest.self, limit: document),
      answer: FrameworkDocument.self),
    LocalRoute(.framework, "GET", "/v1/frameworks/{framework}", approvers, answer: FrameworkDocument.self),
    LocalRoute(
      .signFramework, "POST", "/v1/frameworks/{framework}/signature", approvers,
      body: .json(FrameworkSignatureRequest.self, limit: small), answer: FrameworkDocument.self),
    LocalRoute(
      .approveStanding, "POST", "/v1/frameworks/{framework}/standing-approval", approvers,
      body: .json(StandingApprovalRequest.self, limit: small), answer: FrameworkDocument.self),
    LocalRoute(
      .withdrawStanding, "POST", "/v1/frameworks/{framework}/standing-withdrawal", approvers,
      body: .json(EmptyRequest.self, limit: small), answer: FrameworkDocument.self),
    LocalRoute(.signals, "GET", "/v1/signals", [.index], answer: SignalsDocument.self),
    LocalRoute(.signal, "GET", "/v1/signals/{id}", [.index], answer: StoredSignalDocument.self),
    LocalRoute(
      .putSignal, "PUT", "/v1/signals/{id}", [.index], body: .json(SignalRequest.self, limit: document),
      answer: SignalResultDocument.self),
    LocalRoute(
      .withdrawSignal, "POST", "/v1/signals/{id}/withdrawal", [.index],
      body: .json(WithdrawalRequest.self, limit: small), answer: SignalEndingDocument.self),
    LocalRoute(
      .objectToSignal, "POST", "/v1/signals/{id}/objection", [.index, .privacyOfficer],
      body: .json(ObjectionRequest.self, limit: small), answer: SignalObjectionDocument.self),
    LocalRoute(
      .confirmDeath, "POST", "/v1/signals/{id}/death-confirmation", [.index, .privacyOfficer],
      body: .json(DeathConfirmationRequest.self, limit: small), answer: DeathConfirmationDocument.self),
    LocalRoute(.decisions, "GET", "/v1/decisions", [.index, .privacyOfficer], answer: DecisionsDocument.self),
    LocalRoute(.marks, "GET", "/v1/signal-marks", [.index, .privacyOfficer], answer: SignalMarksDocument.self),
    LocalRoute(
      .liftMarks, "POST", "/v1/signal-marks/lift", [.index, .privacyOfficer],
      body: .json(LiftRequest.self, limit: small), answer: LiftedMarksDocument.self),
    LocalRoute(
      .importSignals, "POST", "/v1/signal-imports", [.index], body: .stream(limit: importBytes),
      query: ["snapshot", "confirmRemovals", "rows"], answer: ImportResultDocument.self),
    LocalRoute(
      .matches, "GET", "/v1/matches", matched, query: ["peer", "kind", "new", "scope"], answer: [MatchDocument].self),
    LocalRoute(.match, "GET", "/v1/matches/{id}", matched, answer: MatchDocument.self),
    LocalRoute(
      .followUp, "POST", "/v1/matches/{id}/follow-up", matched, body: .json(FollowUpRequest.self, limit: small),
      answer: MatchDocument.self),
    LocalRoute(
      .coordination, "POST", "/v1/matches/{id}/coordination", matched,
      body: .json(CoordinationRequest.self, limit: small), answer: MatchDocument.self),
    LocalRoute(
      .handover, "POST", "/v1/matches/{id}/handover", matched, body: .json(HandoverRequest.self, limit: small),
      answer: MatchDocument.self),
    LocalRoute(
      .consent, "POST", "/v1/matches/{id}/consent", matched, body: .json(ConsentRequest.self, limit: small),
      answer: MatchDocument.self),
    LocalRoute(
      .release, "POST", "/v1/matches/{id}/release", [.coordinator], body: .json(EmptyRequest.self, limit: small),
      answer: MatchDocument.self),
    LocalRoute(
      .assign, "POST", "/v1/matches/{id}/assignment", [.coordinator],
      body: .json(AssignmentRequest.self, limit: small), answer: MatchDocument.self),
    LocalRoute(
      .remind, "POST", "/v1/matches/{id}/reminder", [.coordinator], body: .json(EmptyRequest.self, limit: small),
      answer: MatchDocument.self),
    LocalRoute(
      .worklist, "GET", "/v1/worklist", [.coordinator],
      query: ["municipality", "organisation", "sector", "overdue", "assignee", "mine"], answer: WorklistDocument.self),
    LocalRoute(.changes, "GET", "/v1/changes", [.index], query: ["after", "limit"], answer: ChangesDocument.self),
    LocalRoute(.credentials, "GET", "/v1/credentials", approvers, answer: CredentialsDocument.self),
    LocalRoute(
      .signCredential, "POST", "/v1/credentials", approvers, body: .json(CredentialRequest.self, limit: document),
      answer: IssuedCredentialDocument.self),
    LocalRoute(
      .approveCredential, "POST", "/v1/credentials/{credential}/approval", [.privacyOfficer],
      body: .json(EmptyRequest.self, limit: small), answer: CredentialsDocument.self),
    LocalRoute(
      .declineCredential, "POST", "/v1/credentials/{credential}/rejection", approvers,
      body: .json(EmptyRequest.self, limit: small), answer: CredentialsDocument.self),
    LocalRoute(
      .auditEntries, "GET", "/v1/audit/entries", [.privacyOfficer],
      query: ["from", "to", "peer", "kind", "agreement", "credential", "signal", "match", "after", "limit"],
      answer: AuditEntriesDocument.self),
    LocalRoute(
      .auditEntry, "GET", "/v1/audit/entries/{entry}", [.privacyOfficer], answer: AuditEntryDocument.self),
    LocalRoute(
      .signCheckpoint, "POST", "/v1/audit/checkpoints", [.privacyOfficer],
      body: .json(EmptyRequest.self, limit: small), answer: CheckpointDocument.self),
    LocalRoute(.logFaults, "GET", "/v1/audit/faults", [.privacyOfficer], answer: LogFaultsDocument.self),
    LocalRoute(
      .planReviews, "PUT", "/v1/audit/reviews/plan", [.privacyOfficer],
      body: .json(ReviewPlanRequest.self, limit: small), answer: ReviewsDocument.self),
    LocalRoute(
      .nextReview, "POST", "/v1/audit/reviews", [.privacyOfficer], body: .json(EmptyRequest.self, limit: small),
      answer: ReviewDocument.self),
    LocalRoute(
      .closeReview, "POST", "/v1/audit/reviews/{review}/closing", [.privacyOfficer],
      body: .json(ReviewClosingRequest.self, limit: document), answer: ReviewsDocument.self),
    LocalRoute(
      .exportEvidence, "POST", "/v1/evidence/exports", [.privacyOfficer],
      body: .json(EvidenceRequest.self, limit: small), answer: nil),
    LocalRoute(
      .reconcile, "POST", "/v1/audit/reconciliations", [.privacyOfficer],
      body: .json(ReconciliationQuestion.self, limit: small), answer: ReconciliationDocument.self),
    LocalRoute(
      .subjectReport, "POST", "/v1/subjects/report", [.privacyOfficer],
      body: .json(SubjectReportRequest.self, limit: small), answer: SubjectReportDocument.self),
    LocalRoute(
      .subjectObjection, "POST", "/v1/subjects/objection", [.privacyOfficer],
      body: .json(SubjectObjectionRequest.self, limit: small), answer: SubjectDecisionDocument.self),
    LocalRoute(
      .subjectErasure, "POST", "/v1/subjects/erasure", [.privacyOfficer],
      body: .json(SubjectErasureRequest.self, limit: small), answer: SubjectDecisionDocument.self),
    LocalRoute(
      .subjectCorrection, "POST", "/v1/subjects/correction", [.privacyOfficer],
      body: .json(SubjectCorrectionRequest.self, limit: small), answer: SubjectRequestDocument.self),
    LocalRoute(
      .subjectInforming, "POST", "/v1/subjects/informing", [.privacyOfficer],
      body: .json(SubjectInformingRequest.self, limit: small), answer: SubjectInformedDocument.self),
    LocalRoute(
      .subjectRequests, "GET", "/v1/subject-requests", [.privacyOfficer], answer: SubjectRequestsDocument.self),
    LocalRoute(
      .extendSubjectRequest, "POST", "/v1/subject-requests/{request}/extension", [.privacyOfficer],
      body: .json(SubjectRequestExtension.self, limit: small), answer: SubjectRequestDocument.self),
    LocalRoute(
      .closeSubjectRequest, "POST", "/v1/subject-requests/{request}/closing", [.privacyOfficer],
      body: .json(SubjectRequestClosing.self, limit: small), answer: SubjectRequestDocument.self),
    LocalRoute(
      .confirmSubjectErasure, "POST", "/v1/subject-requests/{request}/erasure", [.index, .privacyOfficer],
      body: .json(SubjectErasureConfirmation.self, limit: small), answer: SubjectDecisionDocument.self),
    LocalRoute(
      .subjectCertificate, "POST", "/v1/subject-requests/{request}/certificate", [.privacyOfficer],
      body: .json(EmptyRequest.self, limit: small), answer: nil),
    LocalRoute(
      .statistics, "GET", "/v1/statistics",
      [.observer, .coordinator, .privacyOfficer, .operator, .agreementKeeper],
      query: ["quarter", "year"], answer: StatisticsDocument.self),
    LocalRoute(
      .organisations, "GET", "/v1/organisations", [.agreementKeeper, .operator, .privacyOfficer],
      query: ["flagged"], answer: OrganisationsDocument.self),
    LocalRoute(
      .organisation, "GET", "/v1/organisations/{organisation}", [.agreementKeeper, .operator, .privacyOfficer],
      answer: OrganisationDocument.self),
    LocalRoute(
      .importOrganisations, "POST", "/v1/organisation-imports", [.agreementKeeper, .operator],
      body: .table(limit: organisationBytes), query: ["dryRun"], answer: OrganisationImportDocument.self),
    LocalRoute(
      .mergeMunicipalities, "POST", "/v1/municipality-mergers", [.operator],
      body: .json(MunicipalityMergerRequest.self, limit: small), answer: MunicipalityMergerDocument.self),
    LocalRoute(.register, "GET", "/v1/register", approvers, answer: RegisterDocument.self),
    LocalRoute(.withdrawals, "GET", "/v1/withdrawals", approvers, answer: WithdrawalsDocument.self),
    LocalRoute(
      .announceRestore, "POST", "/v1/restoration", [.operator], body: .json(EmptyRequest.self, limit: small),
      answer: RestorationDocument.self),
    LocalRoute(
      .confirmImport, "POST", "/v1/restoration/confirmation", [.operator],
      body: .json(ImportConfirmationRequest.self, limit: small), answer: RestorationDocument.self),
    LocalRoute(
      .snapshot, "POST", "/v1/snapshots", approvers, body: .json(EmptyRequest.self, limit: small),
      answer: SnapshotDocument.self),
    LocalRoute(
      .confirmClock, "POST", "/v1/clock/confirmation", [.operator],
      body: .json(ClockConfirmationRequest.self, limit: small), answer: ClockDocument.self),
    LocalRoute(
      .confirmEndings, "POST", "/v1/retention/confirmation", [.operator],
      body: .json(EndingsConfirmationRequest.self, limit: small), answer: EndingsDocument.self),
    LocalRoute(.closing, "GET", "/v1/closing", approvers, answer: ClosingDocument.self),
    LocalRoute(
      .closeRegion, "POST", "/v1/closing", approvers, body: .json(ClosingRequest.self, limit: small),
      answer: ClosingDocument.self),
    LocalRoute(.webhooks, "GET", "/v1/webhooks", [.operator], answer: WebhooksDocument.self),
    LocalRoute(
      .addWebhook, "POST", "/v1/webhooks", [.operator], body: .json(WebhookRequest.self, limit: small),
      answer: WebhookDocument.self),
    LocalRoute(
      .testWebhook, "POST", "/v1/webhooks/{webhook}/test", [.operator], body: .json(EmptyRequest.self, limit: small),
      answer: WebhookTestDocument.self),
    LocalRoute(
      .redeliverWebhook, "POST", "/v1/webhooks/{webhook}/redelivery", [.operator],
      body: .json(EmptyRequest.self, limit: small), answer: WebhookDocument.self),
    LocalRoute(
      .removeWebhook, "POST", "/v1/webhooks/{webhook}/removal", [.operator],
      body: .json(WebhookRemovalRequest.self, limit: small), answer: WebhooksDocument.self),
    LocalRoute(
      .testMail, "POST", "/v1/mail/test", [.operator], body: .json(MailTestRequest.self, limit: small),
      answer: MailTestDocument.self),
    LocalRoute(
      .synchronize, "POST", "/v1/synchronizations", [.operator, .index],
      body: .json(SynchronizationRequest.self, limit: small), answer: SynchronizationDocument.self),
  ]

  static let byOperation = Dictionary(uniqueKeysWithValues: table.map { ($0.operation, $0) })

  private static let everyone = Set(Role.allCases)
  /// Those who work with the node. Observers and agreement keepers read figures without people only: the status has exact
  /// counts, also small ones.
  private static let staff = everyone.subtracting([.observer, .agreementKeeper])
  private static let approvers: Set<Role> = [.operator, .privacyOfficer]
  /// The roles that see contact details of matches.
  private static let matched: Set<Role> = [.index, .coordinator]
  /// Bytes of a body with a reason or a code.
  private static let small = 4_096
  /// Bytes of a document: an agreement's terms, a signal.
  private static let document = 65_536
  /// Bytes of one file of signals: about four million rows.
  private static let importBytes = 1 << 30
  /// Bytes of one file of organisations.
  private static let organisationBytes = 8 << 20
}
