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
  /// Turns at the curve.
  let curve = FairTurns(atOnce: Engine.cores)
  let background = Background()

  // The owners.
  let clockWatch: ClockWatch
  /// Which privacy officers count.
  public let credentials: Credentials

  /// Takes in peers' feeds.
  public let feedReceiver: FeedReceiver
  /// Sends this region's feeds.
  public let feedSender: FeedSender
  /// The matches.
  public let matches: Matches
  /// What waits for each peer.
  public let outboxes: Outboxes
  /// "Sync now".
  public let synchronizer: Synchronizer
  let dispatcher: Dispatcher

  let awaited = AwaitedAgreements()
  /// Ids reported since a file of the whole index began to be read; nil where none is.
  let snapshotWatch = Mutex<Set<String>?>(nil)

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
    let neighbours = Neighbours()
    feedReceiver = FeedReceiver(
      configuration: configuration, arithmetic: arithmetic, signatures: signatures, curve: curve, store: store,
      clock: clock, clockWatch: clockWatch, admission: admission, lanes: lanes, alarms: alarms,
      neighbours: neighbours, log: log)
    feedSender = FeedSender(
      configuration: configuration, arithmetic: arithmetic, signatures: signatures, curve: curve, random: random,
      store: store, clock: clock, lanes: lanes, alarms: alarms, neighbours: neighbours, log: log)
    matches = Matches(
      configuration: configuration, markKey: markKey, arithmetic: arithmetic, curve: curve, store: store,
      clock: clock, lanes: lanes, admission: admission, alarms: alarms, neighbours: neighbours, log: log)
    outboxes = Outboxes(
      sources: Outboxes.Sources(
        peering: PeeringOutbox(
          store: store, clock: clock, clockWatch: clockWatch, lanes: lanes, alarms: alarms, neighbours: neighbours,
          log: log),
        agreements: AgreementOutbox(store: store, clock: clock, lanes: lanes),
        exceptions: ExceptionOutbox(store: store, clock: clock, neighbours: neighbours), feeds: feedSender,
        matches: matches),
      store: store, clock: clock, lanes: lanes, admission: admission, random: random, log: log)
    synchronizer = Synchronizer(
      region: configuration.region, store: store, clock: clock, lanes: lanes, background: background,
      feedSender: feedSender, neighbours: neighbours)
    dispatcher = Dispatcher(
      store: store, lanes: lanes, background: background, outboxes: outboxes, caller: caller, log: log)
    neighbours.engine = self
    clockWatch.begin()
    try issueOwnCard()
    try matches.nameReleasesOfBefore()
    try keepRules()
    try judgeStoredSectors()
  }

  /// The version of the protocol's implementation that health and responses name.
  public static let version = "0.1.0"

  static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// The region that this node serves.
  public var region: RegionName { configuration.region }

  /// An operator says that the machine's clock is right; `date` repeats what it shows. Twice is once.
  public func confirmClock(date: String, approver: Approver) throws(Refusal) -> JSONValue {
    try clockWatch.confirm(date: date, approver: approver)
  }
}
