import Cryptography
package import Engine
package import Journal
import Node
package import PeerProtocol
import PrivateMatching
package import Region
import TestSupport

/// One region's node: everything that outlives its process, the engine while it runs, and a model of the region's index.
package final class SimulatedNode {
  /// Its place among the nodes of its cluster.
  package let number: Int
  /// The region.
  package let name: RegionName
  /// Where peers reach it.
  package let endpoint: String
  /// Stands in for the curve, and counts what was computed.
  package let arithmetic: StandInArithmetic
  /// What the engine computes with: the stand-in, or the curve itself.
  let matching: any MatchingArithmetic
  /// The clock that the engine sees.
  package let clock: SimulatedClock
  /// What the next start reads.
  package var configuration: EngineConfiguration
  /// Who sends to webhooks from the next start on; nobody in a random run.
  package var webhookCaller: (any WebhookCaller)?
  /// The key that it shows in TLS.
  package private(set) var tlsKey: [UInt8]
  /// The journal of the process that runs now.
  package private(set) var journal: CrashableJournal
  /// The process that runs now.
  package private(set) var engine: Engine
  /// How often the process was started.
  package private(set) var starts = 1
  /// False from a crash of the process until its next start.
  package private(set) var isUp = true
  /// True once the store was an older copy.
  private(set) var wasRestored = false
  /// What the region's index says, and what follows from it.
  var index = IndexModel()
  /// The index that reads the changes of matches.
  var follower = ChangeFollower()
  private let seed: UInt64
  private let signatures: any SignatureScheme
  private let network: SimulatedNetwork
  private var store = InMemoryJournal.Store()
  /// The files of its audit log.
  package let auditFiles = InMemoryAuditFiles()
  private var pastEvents: [UInt16: Int] = [:]

  // MARK: - What a random run plans for it

  /// What the staff still have to get done, in order.
  var tasks: [StaffTask] = []
  /// How many records survive a crash of those that are not durable.
  var keptRecords = 0
  /// How long the process is down after the next crash, in milliseconds.
  var downtime = 1_000
  /// Milliseconds for which it was down in all: by that much its limits may open later, since a clock in doubt counts only
  /// the time for which the node ran.
  var totalDowntime = 0
  /// Since when the operator has seen that the node doubts its clock.
  var doubtsSince: Int?
  private var backup: (store: InMemoryJournal.Store, files: InMemoryAuditFiles.Held)?

  init(
    _ number: Int, _ options: ClusterOptions, time: SharedTime, network: SimulatedNetwork
  ) throws {
    let text = options.names[number]
    guard let name = RegionName(text) else { throw SimulationFault("no region is called \(text)") }
    self.number = number
    self.name = name
    self.network = network
    seed = SeededRandom.mix(options.seed &* 64 &+ UInt64(number))
    signatures = options.signatures
    tlsKey = SHA256.hash(Array("tls \(text)".utf8))
    endpoint = "https://\(text).test:8443"
    clock = SimulatedClock(time: time, skew: options.skews[number])
    let secret = SHA256.hash(Array("secret \(text)".utf8))
    let random = SeededRandom(seed: SeededRandom.mix(seed &+ 1))
    arithmetic = StandInArithmetic(secret: secret, random: random)
    matching =
      options.usesCurve ? CurveArithmetic(secret: try PseudonymSecret(bytes: secret), random: random) : arithmetic
    configuration = EngineConfiguration(
      region: name, name: "Region \(text)", endpoint: endpoint, environment: .training, operatorContact: nil,
      privacyOfficer: nil,
      coordinationDesk: Contact(name: "Desk of \(text)", phone: "010", email: "desk@\(text).test"),
      identityKey: try Ed25519PrivateKey(seed: SHA256.hash(Array("identity \(text)".utf8))), tlsKeys: [tlsKey])
    configuration.announcesLog = !options.older.contains(number)
    // Simulated time leaps from one thing that is due to the next: what comes every half minute would make years of steps.
    configuration.idleHealthMilliseconds = EngineLimits.stateCheckMilliseconds
    (journal, engine) = try Self.open(
      store, configuration, matching, clock, SeededRandom(seed: SeededRandom.mix(seed &+ 2)), signatures,
      DirectCaller(network: network, key: tlsKey), auditFiles)
    network.connect(endpoint, engine, key: tlsKey)
  }

  private static func open(
    _ store: InMemoryJournal.Store, _ configuration: EngineConfiguration, _ arithmetic: any MatchingArithmetic,
    _ clock: SimulatedClock, _ random: SeededRandom, _ signatures: any SignatureScheme, _ caller: DirectCaller,
    _ auditFiles: InMemoryAuditFiles, _ webhookCaller: (any WebhookCaller)? = nil
  ) throws -> (CrashableJournal, Engine) {
    var opened: CrashableJournal?
    let engine = try Engine(
      configuration: configuration, arithmetic: arithmetic, caller: caller, clock: clock, random: random,
      signatures: signatures, markKey: SHA256.hash(Array("mark \(configuration.region.text)".utf8)),
      auditFiles: auditFiles, webhookCaller: webhookCaller, log: { _ in }
    ) { readSnapshot, readRecord in
      let journal = CrashableJournal(
        try InMemoryJournal.open(store, readSnapshot: readSnapshot, readRecord: readRecord))
      opened = journal
      return journal
    }
    guard let opened else { throw SimulationFault("the journal was not opened") }
    return (opened, engine)
  }

  // MARK: - What it is now

  /// What the state is now.
  package var state: RegionState { engine.peek { $0 } }

  /// Looks at the state as it is.
  func look<Result>(_ body: (RegionState) -> Result) -> Result { engine.peek(body) }

  /// The engine's day, which is the expected one while the clock is in doubt.
  package var today: CalendarDate { CalendarDate(Timestamp(seconds: Int64(engine.milliseconds / 1_000))) }

  /// The moment and the day that the clock shows, in doubt or not.
  var now: Timestamp { Timestamp(seconds: Int64(clock.milliseconds / 1_000)) }
  var clockDay: CalendarDate { CalendarDate(now) }

  /// How often each kind of event was appended.
  package var events: [UInt16: Int] {
    isUp ? pastEvents.merging(journal.counts, uniquingKeysWith: +) : pastEvents
  }

  /// A person of the region in a role.
  package func person(_ role: String) -> Approver {
    Approver(role: role, credential: SHA256.hash(Array((role + name.text).utf8)), name: role)
  }

  /// The region's operator.
  package var operatorRole: Approver { person("operator") }
  /// The region's privacy officer.
  package var officer: Approver { person("privacy-officer") }

  // MARK: - Its process

  /// Ends the process as a power cut would; of what was not durable, some records survive.
  package func crash(keeping: Int = 0) {
    for (kind, count) in journal.counts { pastEvents[kind, default: 0] += count }
    store = journal.inner.crash(keeping: keeping)
    isUp = false
    network.connect(endpoint, nil, key: tlsKey)
  }

  /// Starts the process from what its disk holds.
  package func start() throws {
    (journal, engine) = try Self.open(
      store, configuration, matching, clock,
      SeededRandom(seed: SeededRandom.mix(seed &+ 100 &+ UInt64(starts))), signatures,
      DirectCaller(network: network, key: tlsKey), auditFiles, webhookCaller)
    network.connect(endpoint, engine, key: tlsKey)
    starts += 1
    isUp = true
  }

  /// Ends the process as a power cut would and starts it again; of what was not durable, `keeping` records survive.
  package func restart(keeping: Int = 0) throws {
    crash(keeping: keeping)
    try start()
  }

  /// Goes on from an older copy of its store, as after the restore of a backup.
  package func restore(_ backup: InMemoryJournal.Store) throws {
    crash()
    use(backup)
    try start()
  }

  /// Cuts the node off, or connects it again.
  package func setReachable(_ isReachable: Bool) {
    network.connect(endpoint, isReachable ? engine : nil, key: tlsKey)
  }

  /// From the next start on the node shows this key and no other.
  package func changeKey(to key: [UInt8]) {
    tlsKey = key
    configuration.tlsKeys = [key]
  }

  // MARK: - Its disk

  /// Copies what the disk holds now.
  func makeBackup() { backup = (isUp ? journal.inner.store : store, auditFiles.all) }

  var hasBackup: Bool { backup != nil }

  /// Puts the backup in the place of what the disk holds, while the process is down; false where there is none.
  func useBackup(_ home: RestoredHome) -> Bool {
    guard let backup, !isUp else { return false }
    use(backup.store)
    switch home {
    case .store: break
    case .home: auditFiles.restore(backup.files.files, keepingSeeds: false)
    case .machine: auditFiles.restore(backup.files)
    }
    // An index whose node was restored reads the matches anew.
    follower = ChangeFollower()
    return true
  }

  private func use(_ backup: InMemoryJournal.Store) {
    store = backup
    wasRestored = true
  }

  /// The state that a start would find: the fold of the snapshot and the records behind it.
  package func replayed() throws -> RegionState {
    let store = journal.inner.store
    return try Self.fold(snapshot: store.snapshot, records: store.records)
  }

  static func fold(snapshot: [[UInt8]], records: [[UInt8]]) throws -> RegionState {
    var reader = RegionSnapshotReader()
    for item in snapshot { try reader.read(item) }
    var state = try reader.finish()
    for record in records {
      for event in try RegionEvent.events(record: record) { state.apply(event) }
    }
    return state
  }
}
