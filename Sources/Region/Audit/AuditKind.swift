/// What an entry of the audit log is about. The raw value is the word in the entry; it never changes.
public enum AuditKind: String, Hashable, Sendable, CaseIterable {
  // MARK: The log itself

  /// Nothing: it fills the log up before a checkpoint, so that its size tells little.
  case empty
  /// The peers whose cosignatures count on the checkpoint that follows.
  case roster
  /// An instance of the log began.
  case instanceBegan = "instance-began"
  /// The node started with this configuration.
  case started
  /// Entries at the front of an instance of the log were removed after their term.
  case pruned

  // MARK: Exchange

  /// A batch was made and signed, to be sent.
  case batchSent = "batch-sent"
  /// The peer countersigned a batch.
  case batchConfirmed = "batch-confirmed"
  /// The peer refused a batch; what was in it is sent in another.
  case batchRefused = "batch-refused"
  /// A batch that may have arrived was given up, since it held what had to be erased.
  case batchGivenUp = "batch-given-up"
  /// A peer's batch was taken in and countersigned.
  case batchReceived = "batch-received"
  /// Both sides disagree on a feed.
  case disagreement
  /// A feed is sent anew.
  case generationStarted = "generation-started"

  // MARK: Matches

  /// A peer proved a match.
  case matchProven = "match-proven"
  /// Contact details were sent, under a random id that the peer gets too.
  case disclosureSent = "disclosure-sent"
  /// The peer confirmed that it got them.
  case disclosureConfirmed = "disclosure-confirmed"
  /// Contact details came from a peer.
  case disclosureReceived = "disclosure-received"
  /// A person did something with a match.
  case matchWorked = "match-worked"
  /// Ended matches were erased.
  case matchesErased = "matches-erased"

  // MARK: Agreements and limits

  /// A person of this region drew an agreement up.
  case agreementDrafted = "agreement-drafted"
  /// A peer proposed an agreement.
  case agreementReceived = "agreement-received"
  /// A person of this region approved an agreement.
  case agreementApproved = "agreement-approved"
  /// An agreement got another signature.
  case agreementSigned = "agreement-signed"
  /// A renewal is complete: the agreement before it ends at a set moment.
  case agreementEndSet = "agreement-end-set"
  /// An agreement was rejected or revoked, lapsed or ended.
  case agreementClosed = "agreement-closed"
  /// The peer confirmed the end of an agreement.
  case endingConfirmed = "ending-confirmed"
  /// A privacy officer of this region drew a limit exception up.
  case exceptionProposed = "exception-proposed"
  /// A peer drew a limit exception up.
  case exceptionReceived = "exception-received"
  /// A privacy officer of this region approved a limit exception.
  case exceptionApproved = "exception-approved"
  /// A limit exception has both signatures.
  case exceptionConcluded = "exception-concluded"
  /// A limit exception was declined or lapsed.
  case exceptionClosed = "exception-closed"
  /// A peer's feed looks like guessing.
  case suspicionRaised = "suspicion-raised"
  /// A peer's feed does not look like guessing any more.
  case suspicionCleared = "suspicion-cleared"

  // MARK: Frameworks

  /// An operator of this region drew a framework up.
  case frameworkCreated = "framework-created"
  /// A peer signed a framework.
  case frameworkReceived = "framework-received"
  /// A person of this region approved its signature on a framework.
  case frameworkApproved = "framework-approved"
  /// This region signed a framework.
  case frameworkSigned = "framework-signed"
  /// A person approved that the node signs agreements under a framework by itself.
  case standingApproved = "standing-approved"
  /// A person withdrew that.
  case standingWithdrawn = "standing-withdrawn"
  /// The node signed an agreement by itself.
  case signedAlone = "signed-alone"

  // MARK: Peers

  /// This node signed a new card.
  case ownCardIssued = "own-card-issued"
  /// An operator made an invitation.
  case invitationMade = "invitation-made"
  /// A region asked to become a peer.
  case peerRequested = "peer-requested"
  /// This region asked another to become its peer.
  case peerJoined = "peer-joined"
  /// The operators compared fingerprints and agreed.
  case peerAccepted = "peer-accepted"
  /// An operator declined.
  case peerRejected = "peer-rejected"
  /// A peer's card was replaced.
  case peerCardReplaced = "peer-card-replaced"
  /// This region keeps a peer from everything.
  case peerSuspended = "peer-suspended"
  /// This region lets a peer in again.
  case peerResumed = "peer-resumed"
  /// A peer was removed.
  case peerRemoved = "peer-removed"
  /// A peer introduced another region.
  case introductionReceived = "introduction-received"
  /// An operator accepted a region on introductions, without comparing its key.
  case peerIntroduced = "peer-introduced"
  /// People of this region compared the key of a peer that was accepted on introductions.
  case peerCompared = "peer-compared"
  /// An operator introduced a region to another.
  case introductionMade = "introduction-made"
  /// A peer asked to be introduced.
  case introductionsAsked = "introductions-asked"
  /// An operator did what a peer had asked for, or declined it.
  case introductionsAnswered = "introductions-answered"
  /// An alarm about a peer or this region: refusals, limits that were hit, proofs that failed.
  case alarm

  // MARK: Signals and erasure

  /// Signals were erased.
  case signalsErased = "signals-erased"
  /// A youth is held back, by an objection or a reported death.
  case youthHeld = "youth-held"
  /// Holds were decided on, or ended.
  case holdsReleased = "holds-released"
  /// The first person's word on a hold was taken back.
  case wordTaken = "word-taken"
  /// What was reported in error was corrected.
  case reportCorrected = "report-corrected"
  /// A person wants marks of erasure lifted.
  case liftApproved = "lift-approved"
  /// Two people lifted them.
  case marksLifted = "marks-lifted"
  /// The rules of what may be exchanged changed.
  case rulesChanged = "rules-changed"

  // MARK: Credentials

  /// The registry of privacy officers began.
  case registryBegan = "registry-began"
  /// A privacy officer's certificate was proposed.
  case officerProposed = "officer-proposed"
  /// A privacy officer's certificate counts from now on.
  case officerRegistered = "officer-registered"
  /// A proposed privacy officer was declined.
  case officerDeclined = "officer-declined"
  /// A privacy officer's certificate counts no longer.
  case officerRevoked = "officer-revoked"
  /// An alarm that nobody can decide on a proposed officer.
  case officerAlarm = "officer-alarm"
  /// A client certificate was issued.
  case certificateIssued = "certificate-issued"
  /// A client certificate was revoked.
  case certificateRevoked = "certificate-revoked"

  // MARK: The clock, restores, the end

  /// The machine's clock came in doubt.
  case clockDoubted = "clock-doubted"
  /// The machine's clock is trusted again.
  case clockTrusted = "clock-trusted"
  /// Endings that waited for a person were confirmed.
  case endingsReleased = "endings-released"
  /// A sign that this node was restored from a backup.
  case restoreNoticed = "restore-noticed"
  /// An operator confirmed the import after a restore.
  case importConfirmed = "import-confirmed"
  /// A step in leaving the federation.
  case closing

  // MARK: Webhooks

  /// An operator had a system told of changes.
  case webhookAdded = "webhook-added"
  /// An operator had a system told no longer.
  case webhookRemoved = "webhook-removed"
  /// A system is told no longer, since it does not take messages.
  case webhookDisabled = "webhook-disabled"
  /// An operator had a message sent again.
  case webhookRestarted = "webhook-restarted"

  // MARK: People

  /// Matches, signals or a worklist were shown to a person.
  case shown
  /// A person was told what is known of them.
  case subjectReport = "subject-report"
  /// A person asked for something about the data on them; or the request was extended or closed.
  case subjectRequest = "subject-request"
  /// The day on which a family was informed was written down.
  case familyInformed = "family-informed"
  /// Organisations were added to the register, or changed.
  case organisationsRegistered = "organisations-registered"
  /// A merger of municipalities was announced, or its day came.
  case municipalitiesMerged = "municipalities-merged"
  /// Entries of the log were read.
  case auditRead = "audit-read"
  /// Evidence was exported.
  case exported
  /// A plan of reviews was made.
  case reviewPlanned = "review-planned"
  /// Entries were chosen for a review of the log.
  case reviewOpened = "review-opened"
  /// A review of the log is overdue.
  case reviewOverdue = "review-overdue"
  /// A review of the log was closed.
  case reviewed
  /// This region compared its log with a peer's.
  case reconciled
  /// A peer asked to compare logs.
  case reconciliationAsked = "reconciliation-asked"
  /// This region answered such a question, with a signed statement.
  case reconciliationAnswered = "reconciliation-answered"
  /// A witness or a log showed what cannot be.
  case logAlarm = "log-alarm"
}
