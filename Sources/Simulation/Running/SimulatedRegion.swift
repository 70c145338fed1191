import Cryptography
import Engine
import Journal
import Node
import PeerProtocol
import Region

/// One region: everything that outlives its process, the engine while it runs, and the truth about its signals.
final class SimulatedRegion {
  let number: Int
  let name: RegionName
  let tlsKey: [UInt8]
  let endpoint: String
  let identityKey: Ed25519PrivateKey
  let arithmetic: StandInArithmetic
  let clock: SimulatedClock
  var truth = Truth()
  var follower = Follower()
  /// What people still have to get done here, in order.
  var deeds: [Deed] = []
  private(set) var journal: MortalJournal
  private(set) var engine: Engine
  /// How often the process was started.
  private(set) var starts = 1
  /// False from the death of the process until the next start.
  private(set) var isUp = true
  /// How many records survive of those that are not durable when the process dies, and how long it stays down.
  var keeping = 0
  var down = 1_000
  /// Milliseconds for which it was down in all: by so much its limits may open later, since a clock in doubt counts only
  /// the time for which the node ran.
  var timeDown = 0
  /// Since when the operator has seen that the node doubts its clock.
  var doubtsSince: Int?
  /// True once the store was an older copy.
  private(set) var wasRestored = false
  private var backup: InMemoryJournal.Store?
  private var store = InMemoryJournal.Store()
  private var names = 1
  private let seed: UInt64
  private let caller: any PeerCaller
  private var pastEvents: [UInt16: Int] = [:]

  init(_ number: Int, time: SharedTime, skew: Int, seed: UInt64, caller: any PeerCaller) throws {
    let text = Self.names[number]
    guard let name = RegionName(text) else { throw SimulationFault("no region is called \(text)") }
    self.number = number
    self.name = name
    self.seed = seed
    self.caller = caller
    tlsKey = SHA256.hash(Array("tls \(text)".utf8))
    endpoint = "https://\(text).test:8443"
    clock = SimulatedClock(time: time, skew: skew)
    identityKey = try Ed25519PrivateKey(seed: SHA256.hash(Array("identity \(text)".utf8)))
    arithmetic = StandInArithmetic(
      secret: SHA256.hash(Array("secret \(text)".utf8)), random: SeededSource(seed: Dice.mix(seed &+ 1)))
    (journal, engine) = try Self.open(
      store, Self.configuration(text, name, endpoint, identityKey, tlsKey, names: 1), arithmetic, clock,
      SeededSource(seed: Dice.mix(seed &+ 2)), caller)
  }

  private static let names = ["drenthe", "foodvalley", "gooi", "nhn", "twente", "zeeland", "achterhoek", "rijnmond"]
  static let limit = names.count

  private static func configuration(
    _ text: String, _ name: RegionName, _ endpoint: String, _ identityKey: Ed25519PrivateKey, _ tlsKey: [UInt8],
    names: Int
  ) -> EngineConfiguration {
    EngineConfiguration(
      region: name, name: "Region \(text) \(names)", endpoint: endpoint, environment: .training, operatorContact: nil,
      privacyOfficer: nil,
      coordinationDesk: Contact(name: "Desk of \(text)", phone: "010", email: "desk@\(text).test"),
      identityKey: identityKey, tlsKeys: [tlsKey])
  }

  private static func open(
    _ store: InMemoryJournal.Store, _ configuration: EngineConfiguration, _ arithmetic: StandInArithmetic,
    _ clock: SimulatedClock, _ random: SeededSource, _ caller: any PeerCaller
  ) throws -> (MortalJournal, Engine) {
    var opened: MortalJournal?
    let engine = try Engine(
      configuration: configuration, arithmetic: arithmetic, caller: caller, clock: clock, random: random,
      signatures: StandInSignatures(),
      markKey: SHA256.hash(Array("mark \(configuration.region.text)".utf8)), log: { _ in }, rendered: { Problem($0) }
    ) { readSnapshot, readRecord in
      let journal = MortalJournal(
        try InMemoryJournal.open(store, readSnapshot: readSnapshot, readRecord: readRecord))
      opened = journal
      return journal
    }
    guard let opened else { throw SimulationFault("the journal was not opened") }
    return (opened, engine)
  }

  var today: CalendarDate { CalendarDate(now) }
  var now: Timestamp { Timestamp(seconds: Int64(clock.milliseconds / 1_000)) }

  /// Looks at the state as it is.
  func look<Result>(_ body: (RegionState) -> Result) -> Result { engine.peek(body) }

  /// Ends the process as a power cut would; of what was not durable, some records survive.
  func fall() {
    for (kind, count) in journal.counts { pastEvents[kind, default: 0] += count }
    store = journal.inner.crash(keeping: keeping)
    isUp = false
  }

  /// Copies what the disk holds now.
  func makeBackup() { backup = isUp ? journal.inner.store : store }

  /// Puts the backup in the place of what the disk holds, while the process is down; false where there is none.
  func useBackup() -> Bool {
    guard let backup, !isUp else { return false }
    store = backup
    wasRestored = true
    // An index whose node was restored reads the matches anew.
    follower = Follower()
    return true
  }

  var hasBackup: Bool { backup != nil }

  /// Starts the process from what its disk holds.
  func rise() throws {
    (journal, engine) = try Self.open(
      store, Self.configuration(name.text, name, endpoint, identityKey, tlsKey, names: names), arithmetic, clock,
      SeededSource(seed: Dice.mix(seed &+ 100 &+ UInt64(starts))), caller)
    starts += 1
    isUp = true
  }

  /// The operator corrects the region's name in the configuration, which the next start reads.
  func rename() { names += 1 }

  /// How often each kind of event was appended.
  var events: [UInt16: Int] {
    isUp ? pastEvents.merging(journal.counts, uniquingKeysWith: +) : pastEvents
  }

  /// The state that a start would find: the fold of the snapshot and the records behind it.
  func replayed() throws -> RegionState {
    let store = journal.inner.store
    return try Self.fold(snapshot: store.snapshot, records: store.records)
  }

  static func fold(snapshot: [[UInt8]], records: [[UInt8]]) throws -> RegionState {
    var reader = SnapshotReader()
    for item in snapshot { try reader.read(item) }
    var state = try reader.finish()
    for record in records {
      for event in try RegionEvent.events(record: record) { state.apply(event) }
    }
    return state
  }

  func person(_ role: String) -> Approver {
    Approver(role: role, credential: SHA256.hash(Array((role + name.text).utf8)), name: role)
  }
}

/// The simulation itself cannot go on; nothing that a node did.
struct SimulationFault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
