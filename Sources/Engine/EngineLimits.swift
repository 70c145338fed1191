/// Every bound of the engine in one place.
public enum EngineLimits {
  /// A checkpoint of the audit log is signed once in so many seconds (Schemas/peer-protocol.md, section 7),
  public static let checkpointSeconds = 6 * 3600
  /// and, where a privacy officer asks, once in so many.
  public static let askedCheckpointSeconds: Int64 = 600
  /// The log is filled up to a multiple of so many entries before a checkpoint.
  public static let checkpointEntries = 64
  /// Members of a roster at most: it is one entry.
  public static let rosterMembers = 200
  /// Bytes of a receipt that an entry keeps whole; a longer one stands there by its id only.
  public static let entryReceiptBytes = 16_384
  /// How often peers' witnesses are asked for the logs that this node's witness cosigns too: each beat, so that a fork shows
  /// within two.
  public static let crossCheckMilliseconds = checkpointSeconds * 1000
  /// What a log does not prove, or a witness refuses, for so long is a fault.
  public static let logFaultSeconds: Int64 = 7 * 86_400
  /// While it lasts the journal is told once in so long.
  public static let faultNoteSeconds: Int64 = 6 * 3600
  /// A node that starts waits for so long at most for what peers hold of its log before it signs a checkpoint,
  public static let ownCheckMilliseconds = 86_400_000
  /// and for so long for the whole roster, after which half of it is enough.
  public static let wholeRosterMilliseconds = 60_000
  /// A new witness waits for so long at most for what peers' witnesses cosigned of a log before it cosigns it.
  public static let newWitnessMilliseconds = 3_600_000
  /// After the restore of a backup peers are asked for so long at most what they hold of the log before.
  public static let formerLogMilliseconds = 3_600_000
  /// What shows a restore within so many seconds after the log began anew belongs to the same restore.
  public static let sameRestoreSeconds: Int64 = 7 * 86_400
  /// Commitments times keys that are tried for one export, or for one report to a person, at most: about ten seconds.
  public static let commitmentTrials = 4_000_000
  /// Questions after what this node's audit log holds that a peer may ask,
  public static let reconciliations = 10
  /// in so many seconds (Schemas/peer-protocol.md, section 7).
  public static let reconciliationSeconds: Int64 = 86_400
  /// Records of answers that are kept between two pages, beside the newest answer.
  public static let reconciliationRecordsHeld = 200_000
  /// How often the log is read anew for later pages of one answer that was not kept.
  public static let reconciliationScans = 10
  /// Questions of each peer of which the statement is remembered.
  public static let statementsRemembered = 20
  /// How long a peer may go on to the next page of an answer.
  public static let cursorSeconds: Int64 = 3600
  /// What a peer's log seems to lack is asked for once more with so much on either side.
  public static let widenedSeconds: Int64 = 3600
  /// Pages of one answer that are read at most.
  public static let reconciliationPages = 1_000
  /// How long reading all pages of one answer may take.
  public static let reconciliationMilliseconds = 5 * 60_000
  /// Organisations in the register.
  public static let organisations = 20_000
  /// Organisations that the report of an import of signals names as not registered.
  public static let reportedOrganisations = 20
  /// An invitation is valid this long (Schemas/peer-protocol.md, section 4).
  public static let invitationSeconds: Int64 = 48 * 3600
  /// Open invitations at a time.
  public static let openInvitations = 100
  /// First wait after a failed delivery; it doubles up to ``longestRetryMilliseconds`` (Schemas/peer-protocol.md,
  /// section 8).
  public static let firstRetryMilliseconds = 200
  /// A peer that answered so often in a row that it takes nothing now counts as down.
  public static let busyAnswers = 5
  /// Longest wait after a failed delivery.
  public static let longestRetryMilliseconds = 15 * 60_000
  /// Longest wait that a peer may ask for with `Retry-After`: no longer than any other (Schemas/peer-protocol.md,
  /// section 8).
  public static let longestAskedSeconds = longestRetryMilliseconds / 1000
  /// A peer's requests reset what waits to be sent to it again at most this often (Schemas/peer-protocol.md,
  /// section 8).
  public static let retryResetMilliseconds = 5_000
  /// Longest wait between questions after the outcome of a peering request.
  public static let outcomeRetryMilliseconds = 10_000
  /// How often `state` is read (Schemas/peer-protocol.md, section 5).
  public static let stateCheckMilliseconds = 3_600_000
  /// How long a peer says nothing before it is asked for its health, about (Schemas/peer-protocol.md, section 8).
  public static let idleHealthMilliseconds = 30_000
  /// A peer that reads `state`, as it does at its start, is asked for its own, unless that was done within so long: two
  /// nodes do not go on asking each other.
  public static let comparisonMilliseconds = 10_000
  /// Who asks for the exchange at once is told so soon that a peer cannot be reached.
  public static let unreachableMilliseconds = 10_000
  /// How often a concluded agreement is put again at most (Schemas/peer-protocol.md, section 3).
  public static let putAgainSeconds: Int64 = 3600
  /// Guardians wait until no signal has changed for so long, so that a batch of them holds many households.
  public static let guardianQuietMilliseconds = 60_000
  /// A peer that says it holds a newer card of ours moves its version at most this often,
  public static let cardRenewalMilliseconds = 3_600_000
  /// and at most this far: more than the cards that a region ever signs between two backups.
  public static let cardVersionLeap = 1_000
  /// Proposals of one peer that wait for this region's people at a time.
  public static let openProposals = 20
  /// Limit exceptions of one peer that wait for this region's privacy officer at a time,
  public static let openExceptions = 20
  /// and those under one agreement that are concluded, or wait for the peer, and whose term is not over.
  public static let standingExceptions = 200
  /// A proposal of an exception is put again so often until it is concluded: the answer tells where the peer declined it.
  public static let exceptionAgainSeconds: Int64 = 3600
  /// A batch over the limit `active` is worth another try after so long: only withdrawals of its sender make room.
  public static let activeRetrySeconds = 3600
  /// The node's clock and the time that passed may differ by so much from one look to the next before the clock counts as
  /// set.
  public static let clockStepMilliseconds = 2_000
  /// A clock that stands further than this from the newest moment in the journal and the time since is in doubt, and tells
  /// nothing of how long peers were silent,
  public static let clockLeapMilliseconds = 3_600_000
  /// until the node has listened for so long: several readings of `state`.
  public static let listeningMilliseconds = 6 * 3_600_000
  /// An idle node notes the clock so often, so that it is not in doubt when it starts again.
  public static let clockNoteMilliseconds = 30 * 60_000
  /// Clocks that differ by no more than this agree.
  public static let clockDifferenceMilliseconds = 10 * 60_000
  /// How long a clock in doubt has to agree with most reachable peers,
  public static let clockAgreementMilliseconds = 10 * 60_000
  /// or to run steadily where no peer can be reached, before it is trusted.
  public static let clockSteadyMilliseconds = 6 * 3_600_000
  /// How often peers are asked for their clocks while this node's is in doubt,
  public static let clockQuestionMilliseconds = 30_000
  /// and how long an answer counts then.
  public static let clockFreshMilliseconds = 4 * clockQuestionMilliseconds
  /// Seconds after which a report is tried again that a clock in doubt cannot judge.
  public static let clockRetrySeconds = 600
  /// Agreements with one peer that were never concluded and are kept.
  public static let unconcludedAgreements = 100
  /// Items for which curve arithmetic is done in one turn: some ten milliseconds of two cores.
  public static let itemsInTurn = 1_024
  /// Batches of all peers that are taken apart and decided on at a time, beside as many as there are cores: a megabyte of
  /// JSON unfolds to many times its size.
  public static let batchesBesideCores = 2
  /// Batch requests of one peer that are read or wait their turn at a time.
  public static let batchesWaiting = 16
  /// Batches of one peer that change nothing, at once,
  public static let idleBatches = 500
  /// and one more each time so long has passed: the receipt of every batch is remembered for good.
  public static let idleBatchMilliseconds = 10_000
  /// Match messages under way to one peer at a time.
  public static let matchesUnderWay = 32
  /// How long a peer that keeps beginning matches is given for one of them, after its turn.
  public static let longestTurnMilliseconds = 10_000
  /// How long a match that the peer does not know is tried before a new generation starts (Schemas/peer-protocol.md,
  /// section 6).
  public static let unknownMatchMilliseconds = 24 * 3_600_000
  /// How often a feed is repaired at most for matches that the peer lacks (Schemas/peer-protocol.md, section 6).
  public static let repairMilliseconds = 7 * 24 * 3_600_000
  /// A peer's answer to anything but a batch.
  public static let callTimeoutSeconds = 30
  /// A receiver's answer to a message.
  public static let webhookTimeoutSeconds = 20
  /// Mails about alarms within an hour; what comes beyond them is in one mail later,
  public static let alarmMailsPerHour = 6
  /// with at most so many alarms.
  public static let alarmsInMail = 50
  /// How long to wait after so many mails in a row failed: a minute at first, doubling up to an hour.
  static func mailRetryMilliseconds(after failures: Int) -> Int {
    min(60_000 << min(max(failures - 1, 0), 6), 3_600_000)
  }
  /// A peer's answer to a batch of 5,000 points.
  public static let batchTimeoutSeconds = 120
  /// Clock skew above this is shown in status (Schemas/peer-protocol.md, section 0).
  public static let shownSkewSeconds: Int64 = 300
  /// Alarms of one kind and peer become durable at most this often; those between are counted with the next.
  public static let alarmMilliseconds = 60_000
  /// Rows of an import that are decided on at a time.
  public static let importRows = 256
  /// Rows of a file that wait for its end, since a later row may correct what their signals were erased for.
  public static let deferredRows = 100_000
  /// Identities whose pseudonyms one import remembers.
  public static let importIdentities = 300_000
  /// Ids that a file may name.
  public static let snapshotIds = 2_000_000
  /// Signals that are looked at, under the lock, at a time: by a sweep, or for what a file no longer names.
  public static let sweepRows = 5_000
  /// How often endings that wait for an operator are counted anew.
  public static let endingsCountMilliseconds = 10 * 60_000
  /// Signals that are ended under the lock at a time.
  public static let sweepEndings = 200
  /// How long before its end the legal ground for exchange is warned of.
  public static let groundNoticeSeconds: Int64 = 30 * 86_400
  /// How long withdrawals may be confirmed after the legal ground ended, before agreements are revoked all the same.
  public static let groundGraceSeconds: Int64 = 86_400
  /// Kinds of fault that an import reports,
  public static let reportedFaultKinds = 200
  /// and the rows of one kind that it names.
  public static let reportedFaultRows = 10
  /// Ids of signals in refused rows that `status` names.
  public static let shownRefusedIds = 20
  /// Refused rows that an import reports one by one.
  public static let reportedRefusals = 1_000
  /// Milliseconds between two messages to one webhook, in which changes are gathered.
  static let webhookPauseMilliseconds = 1_000
  /// Journal bytes after which a snapshot is written.
  public static let snapshotBytes = 64 << 20
  /// Milliseconds after an erasure until a snapshot removes what the journal still holds of it: early enough that one that
  /// fails can be tried again within the quarter of an hour that DOMAIN allows.
  public static let erasureMilliseconds = 10 * 60_000
  /// How often the engine looks at the clock, and for peers that have no thread yet.
  public static let tickMilliseconds = 1_000
}
