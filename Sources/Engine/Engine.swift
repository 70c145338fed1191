public import Cryptography
import Glibc
public import Journal
public import PeerProtocol
public import PrivateMatching
public import Region
import Synchronization
import System

/// Carries every request and tick through admit → compute → decide → append → durable → answer and effects.
///
/// The engine is given the whole outside: journal, peers, arithmetic, clock and randomness. Its methods may be called
/// from any thread; they block until what they saw and did is durable. It wires one owner for each part of the trade, and
/// does nothing itself.
public final class Engine: Sendable {
  let configuration: EngineConfiguration
  let arithmetic: any MatchingArithmetic
  let log: @Sendable (LogEvent) -> Void

  // What every part of the trade shares.
  let store: Store
  let clock: NodeClock
  let alarms: Alarms
  let lanes: DeliveryLanes
  let admission: PeerAdmission
  /// Turns at the curve.
  let curve = FairScheduler(atOnce: Engine.cores)
  let background = Background()

  // The owners.
  let clockWatch: ClockWatch
  /// The audit log.
  public let audit: AuditLog
  let pruning: AuditPruning
  /// The checkpoints of the audit log.
  public let checkpoints: Checkpoints
  /// Reviews of the audit log.
  public let reviews: Reviews
  /// The rights of people.
  public let rights: SubjectRights
  /// Cosigns the checkpoints of peers' logs.
  public let witness: Witness
  /// Holds what is shown of peers' logs against what was seen of them.
  let logComparison: LogComparison
  /// Compares audit logs with peers.
  public let reconciliation: Reconciliation
  /// Which privacy officers count.
  public let credentials: Credentials
  /// The region's own signals.
  public let signals: Signals
  /// What ends by time, and what two people decide together.
  public let retention: Retention
  /// The figures of the region.
  public let figures: Figures
  /// The organisations that joined the region's index.
  public let organisations: Organisations
  /// This node's own card.
  public let ownCard: OwnCard
  /// Whom this region knows.
  public let peering: Peering
  /// What regions say of each other's keys.
  public let introductions: Introductions
  /// How this region leaves the federation.
  public let closing: RegionClosing
  /// What this region agreed on with its peers.
  public let agreements: Agreements
  /// The frameworks under which agreements are made.
  public let frameworks: Frameworks
  /// What the node signs under them by itself.
  public let standing: StandingApprovals
  /// The limits of agreements.
  public let limits: Limits
  /// Whether this node was restored from a backup.
  public let restoreWatch: RestoreWatch
  /// Takes in peers' feeds.
  public let feedReceiver: FeedReceiver
  /// Sends this region's feeds.
  public let feedSender: FeedSender
  /// The matches.
  public let matches: Matches
  /// What waits for each peer.
  public let outboxes: Outboxes
  /// The systems that are told of changes.
  public let webhooks: Webhooks
  /// Mail to people of the region.
  public let mail: MailOutbox
  /// "Sync now".
  public let synchronizer: Synchronizer
  let dispatcher: Dispatcher
  let statusReader: StatusReader

  /// Opens the engine on a journal that is replayed into a state first.
  ///
  /// - Parameters:
  ///   - signatures: Ed25519, or what stands in for it in a simulation.
  ///   - webhookCaller: carries messages to systems that are told of changes; nil where none are.
  ///   - mailer: sends mail; nil where none is configured.
  ///   - openJournal: opens the journal, feeding the chunks of its snapshot and then its records to the two functions.
  ///   - auditFiles: where the files of the audit log are.
  ///   - markKey: 32 secret bytes of this node, for the keyed hashes that tell a repeated report from an update.
  /// - Throws: what `openJournal` throws; ``CodecError`` for a record that this version cannot read; ``Refusal``.
  public init(
    configuration: EngineConfiguration, arithmetic: any MatchingArithmetic, caller: any PeerCaller,
    clock machine: any EngineClock, random: any RandomSource, signatures: any SignatureScheme = Ed25519Signatures(),
    markKey: [UInt8], auditFiles: any AuditFiles, webhookCaller: (any WebhookCaller)? = nil,
    mailer: (any Mailer)? = nil,
    log: @escaping @Sendable (LogEvent) -> Void,
    openJournal: (_ readSnapshot: ([UInt8]) throws -> Void, _ readRecord: ([UInt8]) throws -> Void) throws ->
      any Journal
  ) throws {
    self.configuration = configuration
    self.arithmetic = arithmetic
    self.log = log
    let lanes = DeliveryLanes()
    let clock = NodeClock(machine)
    let store = try Store(
      machine: machine, recorder: AuditRecorder(random: random, clock: clock, isOn: configuration.recordsAudit),
      log: log,
      onChange: { lanes.wakeAll() }, openJournal: openJournal)
    let alarms = Alarms(store: store, clock: clock, log: log)
    (self.store, self.clock, self.alarms, self.lanes) = (store, clock, alarms, lanes)
    audit = AuditLog(
      store: store, clock: clock, files: auditFiles, random: random, region: configuration.region,
      identityKey: configuration.identityKey, log: log)
    pruning = AuditPruning(audit)
    reviews = Reviews(store: store, clock: clock, audit: audit, log: log)
    rights = SubjectRights(
      store: store, clock: clock, curve: curve, arithmetic: arithmetic, audit: audit, profile: configuration.profile,
      log: log)
    admission = PeerAdmission(store: store, clock: clock, lanes: lanes, log: log)
    clockWatch = ClockWatch(store: store, clock: clock, lanes: lanes, alarms: alarms, log: log)
    credentials = Credentials(
      store: store, clock: clock, isTraining: configuration.environment == .training, log: log)
    signals = Signals(
      store: store, clock: clock, curve: curve, arithmetic: arithmetic, alarms: alarms, configuration: configuration,
      markKey: markKey, log: log)
    retention = Retention(
      store: store, clock: clock, lanes: lanes, profile: configuration.profile,
      isStopping: { [background] in background.isStopping }, log: log)
    figures = Figures(store: store, clock: clock, targets: configuration.targets)
    organisations = Organisations(store: store, clock: clock, configuration: configuration, log: log)
    let signer = DocumentSigner(key: configuration.identityKey, scheme: signatures)
    ownCard = OwnCard(store: store, clock: clock, signer: signer, configuration: configuration, log: log)
    checkpoints = Checkpoints(
      store: store, clock: clock, lanes: lanes, admission: admission, audit: audit, ownCard: ownCard,
      identityKey: configuration.identityKey, region: configuration.region, log: log)
    witness = Witness(
      store: store, clock: clock, lanes: lanes, admission: admission, files: auditFiles, region: configuration.region,
      log: log)
    logComparison = LogComparison(store: store, clock: clock, log: log)
    reconciliation = Reconciliation(
      store: store, clock: clock, admission: admission, audit: audit, comparison: logComparison, signer: signer,
      caller: caller, cursors: ReconciliationCursors(secret: markKey, random: random), region: configuration.region,
      log: log)
    peering = Peering(
      store: store, clock: clock, lanes: lanes, admission: admission, signer: signer, ownCard: ownCard, caller: caller,
      random: random, configuration: configuration, alarms: alarms, log: log)
    introductions = Introductions(
      store: store, clock: clock, lanes: lanes, admission: admission, alarms: alarms, signer: signer, caller: caller,
      configuration: configuration, log: log)
    closing = RegionClosing(
      store: store, clock: clock, lanes: lanes, signer: signer, region: configuration.region, log: log)
    restoreWatch = RestoreWatch(store: store, clock: clock, lanes: lanes, alarms: alarms, log: log)
    agreements = Agreements(
      store: store, clock: clock, admission: admission, restoreWatch: restoreWatch, signer: signer, random: random,
      configuration: configuration, log: log)
    frameworks = Frameworks(
      store: store, clock: clock, admission: admission, signer: signer, random: random, configuration: configuration,
      log: log)
    standing = StandingApprovals(
      store: store, clock: clock, signer: signer, random: random, agreements: agreements, frameworks: frameworks,
      log: log)
    limits = Limits(
      store: store, clock: clock, lanes: lanes, admission: admission, alarms: alarms, signer: signer,
      region: configuration.region, log: log)
    feedReceiver = FeedReceiver(
      configuration: configuration, arithmetic: arithmetic, signatures: signatures, curve: curve, store: store,
      clock: clock, clockWatch: clockWatch, admission: admission, lanes: lanes, alarms: alarms, limits: limits,
      restoreWatch: restoreWatch, log: log)
    feedSender = FeedSender(
      configuration: configuration, arithmetic: arithmetic, signatures: signatures, curve: curve, random: random,
      store: store, clock: clock, lanes: lanes, alarms: alarms, limits: limits, retention: retention,
      restoreWatch: restoreWatch, log: log)
    matches = Matches(
      configuration: configuration, markKey: markKey, arithmetic: arithmetic, curve: curve, random: random,
      store: store, clock: clock, lanes: lanes, admission: admission, alarms: alarms, retention: retention,
      restoreWatch: restoreWatch, log: log)
    outboxes = Outboxes(
      sources: Outboxes.Sources(
        peering: PeeringOutbox(
          store: store, clock: clock, clockWatch: clockWatch, lanes: lanes, alarms: alarms, ownCard: ownCard,
          idleMilliseconds: configuration.idleHealthMilliseconds, log: log),
        introductions: IntroductionOutbox(store: store, log: log),
        agreements: AgreementOutbox(store: store, clock: clock, lanes: lanes),
        frameworks: FrameworkOutbox(store: store, clock: clock, frameworks: frameworks, log: log),
        checkpoints: CheckpointOutbox(
          isOlder: !configuration.announcesLog, store: store, clock: clock, audit: audit, checkpoints: checkpoints,
          witness: witness, comparison: logComparison, log: log),
        exceptions: ExceptionOutbox(store: store, clock: clock, limits: limits), feeds: feedSender, matches: matches),
      store: store, clock: clock, lanes: lanes, admission: admission, random: random,
      idleMilliseconds: configuration.idleHealthMilliseconds, log: log)
    webhooks = Webhooks(
      store: store, clock: clock, alarms: alarms, random: random, configuration: configuration, caller: webhookCaller,
      wake: { [background] in background.tick.signal() }, log: log)
    mail = MailOutbox(
      store: store, clock: clock, matches: matches, random: random, settings: configuration.mail, mailer: mailer,
      wake: { [background] in background.tick.signal() }, log: log)
    synchronizer = Synchronizer(
      region: configuration.region, store: store, clock: clock, lanes: lanes, background: background,
      feedSender: feedSender, limits: limits)
    dispatcher = Dispatcher(
      store: store, lanes: lanes, background: background, outboxes: outboxes, caller: caller, log: log)
    statusReader = StatusReader(
      store: store, clock: clock, clockWatch: clockWatch, lanes: lanes, limits: limits, feedSender: feedSender,
      webhooks: webhooks, mail: mail, configuration: configuration)
    try audit.begin()
    clockWatch.begin()
    try checkpoints.announce()
    try matches.nameReleasesOfBefore()
    try retention.keepRules()
    try signals.judgeStoredSectors()
    if !clock.isInDoubt { try organisations.advance() }
  }

  /// The version of the protocol's implementation that health and responses name.
  public static let version = "0.1.0"

  static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// The region that this node serves.
  public var region: RegionName { configuration.region }
  /// The region's name for people.
  public var name: String { configuration.name }

  /// Who the node is and how it behaves.
  public var regionConfiguration: EngineConfiguration { configuration }

  /// How the node fares, and the exchange with each peer. Also told while nothing can be stored.
  public func status() -> NodeStatus { statusReader.read() }

  /// Why nothing can be stored now; nil where all is well.
  public var storageTrouble: Refusal? { statusReader.storageRefusal() }

  /// An operator says that the machine's clock is right; `date` repeats what it shows. Twice is once.
  public func confirmClock(date: CalendarDate, approver: Approver) throws(Refusal) -> ClockStanding {
    try clockWatch.confirm(date: date, approver: approver)
  }

  /// Whether the machine's clock is trusted.
  public var clockStanding: ClockStanding { clockWatch.latestStanding }
}
