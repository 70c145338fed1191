public import Cryptography
import Glibc
public import Journal
public import PeerProtocol
public import PrivateMatching
public import Region
import Synchronization

/// Carries every request and tick through admit → compute → decide → append → durable → answer and effects.
///
/// The engine is given the whole outside: journal, peers, arithmetic, clock and randomness. Its methods may be called
/// from any thread; they block until what they saw and did is durable. It wires one owner for each part of the trade, and
/// does nothing itself.
public final class Engine: Sendable {
  let configuration: EngineConfiguration
  let arithmetic: any MatchingArithmetic
  let caller: any PeerCaller
  let random: any RandomSource
  let signatures: any SignatureScheme
  let log: @Sendable (LogEvent) -> Void
  let markKey: [UInt8]
  /// How a refusal is told, for what still becomes text here: answers to peers and reasons in `status`.
  let rendered: @Sendable (Refusal) -> Problem

  // What every part of the trade shares.
  let store: Store
  let clock: NodeClock
  let alarms: Alarms
  let lanes: LaneBook
  let admission: PeerAdmission
  let gates = PeerGates()
  /// Turns at the curve,
  let curve = FairTurns(atOnce: Engine.cores)
  /// and at what is held in memory while a batch is decided on.
  let batchTurns = FairTurns(atOnce: Engine.cores + EngineLimits.batchesBesideCores)
  let background = Background()

  // The owners.
  let clockWatch: ClockWatch
  /// Which privacy officers count.
  public let credentials: Credentials
  /// This node's own card.
  public let ownCard: OwnCard
  /// Whom this region knows.
  public let peering: Peering
  /// How this region leaves the federation.
  public let closing: RegionClosing
  /// What this region agreed on with its peers.
  public let agreements: Agreements
  /// The limits of agreements.
  public let limits: Limits
  /// Whether this node was restored from a backup.
  public let restoreWatch: RestoreWatch
  let statusReader: StatusReader

  /// Ids reported since a file of the whole index began to be read; nil where none is.
  let snapshotWatch = Mutex<Set<String>?>(nil)
  /// Youths by the ids of their matches within the region.
  let withinIndex = Mutex(WithinIndex())

  /// Opens the engine on a journal that is replayed into a state first.
  ///
  /// - Parameters:
  ///   - signatures: Ed25519, or what stands in for it in a simulation.
  ///   - rendered: renders a refusal for whoever reads it.
  ///   - openJournal: opens the journal, feeding the chunks of its snapshot and then its records to the two functions.
  ///   - markKey: 32 secret bytes of this node, for the keyed hashes that tell a repeated report from an update.
  /// - Throws: what `openJournal` throws; ``CodecError`` for a record that this version cannot read; ``Refusal``.
  public init(
    configuration: EngineConfiguration, arithmetic: any MatchingArithmetic, caller: any PeerCaller,
    clock machine: any EngineClock, random: any RandomSource, signatures: any SignatureScheme = Ed25519Signatures(),
    markKey: [UInt8], log: @escaping @Sendable (LogEvent) -> Void,
    rendered: @escaping @Sendable (Refusal) -> Problem,
    openJournal: (_ readSnapshot: ([UInt8]) throws -> Void, _ readRecord: ([UInt8]) throws -> Void) throws ->
      any Journal
  ) throws {
    self.configuration = configuration
    self.arithmetic = arithmetic
    self.caller = caller
    self.random = random
    self.signatures = signatures
    self.markKey = markKey
    self.log = log
    self.rendered = rendered
    let lanes = LaneBook()
    let store = try Store(machine: machine, log: log, onChange: { lanes.wakeAll() }, openJournal: openJournal)
    let clock = NodeClock(machine)
    let alarms = Alarms(store: store, clock: clock, log: log)
    (self.store, self.clock, self.alarms, self.lanes) = (store, clock, alarms, lanes)
    admission = PeerAdmission(store: store, clock: clock, lanes: lanes, log: log)
    clockWatch = ClockWatch(store: store, clock: clock, lanes: lanes, alarms: alarms, log: log)
    credentials = Credentials(
      store: store, clock: clock, isTraining: configuration.environment == .training, log: log)
    let signer = DocumentSigner(key: configuration.identityKey, scheme: signatures)
    ownCard = OwnCard(store: store, clock: clock, signer: signer, configuration: configuration, log: log)
    peering = Peering(
      store: store, clock: clock, lanes: lanes, admission: admission, signer: signer, ownCard: ownCard, caller: caller,
      random: random, configuration: configuration, log: log)
    closing = RegionClosing(
      store: store, clock: clock, lanes: lanes, signer: signer, region: configuration.region, log: log)
    restoreWatch = RestoreWatch(store: store, clock: clock, lanes: lanes, alarms: alarms, log: log)
    agreements = Agreements(
      store: store, clock: clock, admission: admission, restoreWatch: restoreWatch, signer: signer, random: random,
      configuration: configuration, log: log)
    limits = Limits(
      store: store, clock: clock, lanes: lanes, admission: admission, alarms: alarms, signer: signer,
      region: configuration.region, log: log)
    statusReader = StatusReader(
      store: store, clock: clock, clockWatch: clockWatch, lanes: lanes, limits: limits, configuration: configuration)
    clockWatch.begin()
    try ownCard.issue()
    try nameReleasesOfBefore()
    try keepRules()
    try judgeStoredSectors()
  }

  static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// The region that this node serves.
  public var region: RegionName { configuration.region }

  /// How the node fares, and the exchange with each peer. Also told while nothing can be stored.
  public func status() -> NodeStatus { statusReader.read(additionsWait: additionsWait) }

  /// An operator says that the machine's clock is right; `date` repeats what it shows. Twice is once.
  public func confirmClock(date: String, approver: Approver) throws(Refusal) -> JSONValue {
    try clockWatch.confirm(date: date, approver: approver)
  }
}
