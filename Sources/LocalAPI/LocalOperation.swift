/// What the local API can be asked; the raw value is the `operationId` in Schemas/local-api.openapi.json.
package enum LocalOperation: String, Sendable, Hashable, CaseIterable {
  case status, createInvitation, peers, join, fingerprint, acceptPeer, rejectPeer, suspendPeer, resumePeer
  case removePeer, checkPeer
  case ownCard, renewCard, importCard
  case agreements, proposeAgreement, agreement, approveAgreement, rejectAgreement, revokeAgreement
  case frameworks, createFramework, framework, signFramework, approveStanding, withdrawStanding
  case proposeLimitException, approveLimitException, rejectLimitException
  case signals, signal, putSignal, withdrawSignal, objectToSignal, importSignals
  case confirmDeath, decisions, marks, liftMarks
  case matches, match, followUp, coordination, handover, consent, release, assign, remind, worklist
  case changes, synchronize
  case withdrawals, announceRestore, confirmImport, closing, closeRegion, snapshot, confirmClock, confirmEndings
  case credentials, signCredential, approveCredential, declineCredential
  case auditEntries, auditEntry, reconcile, exportEvidence
  case subjectReport, subjectObjection, subjectErasure, subjectCorrection, subjectInforming
  case subjectRequests, extendSubjectRequest, closeSubjectRequest, confirmSubjectErasure, subjectCertificate
  case planReviews, nextReview, closeReview
  case signCheckpoint, logFaults
  case webhooks, addWebhook, testWebhook, redeliverWebhook, removeWebhook, testMail
  case interface
  case statistics, register
  case organisations, organisation, importOrganisations, mergeMunicipalities
}
