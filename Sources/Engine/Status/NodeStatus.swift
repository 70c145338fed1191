public import PeerProtocol
public import Region

/// How the node fares: the figures that `status` shows. Node makes the document of it.
public struct NodeStatus: Sendable {
  /// Decisions that wait for people, and mistakes that wait to be corrected.
  public struct WaitingDecisions: Sendable {
    /// Objections that are not decided on.
    public var objections: Int
    /// Deaths that one organisation reported.
    public var deathsReported: Int
    /// Decisions that wait for a second person.
    public var awaitSecondPerson: Int
    /// Erased signals of which no cause is kept.
    public var marksOfUnknownCause: Int
    /// Signals that name another birth date than others on the youth.
    public var birthDateConflicts: Int

    init(_ signals: SignalsState) {
      let holds = signals.allHolds
      objections = holds.count { $0.kind == .objection }
      deathsReported = holds.count { !$0.reports.isEmpty }
      awaitSecondPerson = holds.count { $0.firstWord != nil } + signals.marks.lifts.count
      marksOfUnknownCause = signals.marks.unknownCount
      birthDateConflicts = signals.dateConflicts
    }
  }

  /// Views with contact details that went to a region in a month.
  public struct Disclosure: Sendable {
    /// The month, the region and the kind of match.
    public var key: Disclosures.Key
    /// How many.
    public var views: Int
  }

  /// This region.
  public var region: RegionName
  /// Its name for people.
  public var name: String
  /// Whether real or made-up youths are exchanged.
  public var environment: PeerEnvironment
  /// How long signals are kept and exchanged.
  public var profile: RetentionProfile
  /// Why nothing can be stored now; nil where all is well.
  public var storage: Refusal?
  /// What the machine's clock says.
  public var time: Timestamp
  /// How many signals are held.
  public var signalCount: Int
  /// How many of each kind.
  public var signals: SignalFigures
  /// How many findable signals name an organisation that is not registered or does not take part.
  public var flaggedSignals: Int
  /// Whether this region leaves the federation.
  public var isClosing: Bool
  /// Matches that wait for people.
  public var openMatches: Int
  /// What shows that the node was restored from a backup.
  public var restoration: Restoration
  /// Every peer, sorted by region.
  public var peers: [PeerExchange]
  /// Accepted peers without an agreement although they or this region signed a framework, and why.
  public var pairs: [StandingDecisions.Pair]
  /// What waits for people.
  public var decisions: WaitingDecisions
  /// Alarms about this region's own reports.
  public var alarms: PeerAlarms
  /// The audit log.
  public var audit: AuditState
  /// Disclosures of the last thirteen months, sorted.
  public var disclosures: [Disclosure]
  /// Hours until the copy of the store before an upgrade is removed; nil where there is none.
  public var upgradeCopyHoursLeft: Int?
  /// Signals whose last row was refused.
  public var refusedRows: RefusedRowFigures
  /// The reviews of the audit log.
  public var reviews: ReviewStanding
  /// Requests of people that are open, and those of them whose term is over.
  public var requests: (open: Int, overdue: Int)
  /// Webhooks that somebody has to see to.
  public var webhooks: [WebhookStanding]
  /// Why mail does not work; nil where it does, or none is configured.
  public var mail: MailTrouble?
  /// The legal ground for exchange; nil where its end is not configured.
  public var legalGround: LegalGround?
}
