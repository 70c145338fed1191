import Cryptography
import Journal
import Node
import PeerProtocol
import PrivateMatching
import Region
import Simulation
import TestSupport
import Testing

@testable import Engine

/// One region's node: everything that outlives its process, and the engine while it runs.
final class SimulatedNode {
  let name: RegionName
  private(set) var tlsKey: [UInt8]
  let endpoint: String
  let arithmetic: StandInArithmetic
  let clock: SimulatedClock
  let switchboard: Switchboard
  /// What the next start reads.
  var configuration: EngineConfiguration
  private let random: SeededRandom
  private(set) var journal: MortalJournal
  private(set) var engine: Engine
  /// How often the process was started.
  private(set) var starts = 1

  init(
    _ text: String, time: SharedTime, skew: Int = 0, switchboard: Switchboard, random: SeededRandom
  ) throws {
    name = try #require(RegionName(text))
    tlsKey = SHA256.hash(Array("tls \(text)".utf8))
    endpoint = "https://\(text).test:8443"
    clock = SimulatedClock(time: time, skew: skew)
    self.switchboard = switchboard
    self.random = random
    arithmetic = StandInArithmetic(secret: SHA256.hash(Array("secret \(text)".utf8)), random: random)
    configuration = EngineConfiguration(
      region: name, name: "Region \(text)", endpoint: endpoint, environment: .training, operatorContact: nil,
      privacyOfficer: nil,
      coordinationDesk: Contact(name: "Desk of \(text)", phone: "010", email: "desk@\(text).test"),
      identityKey: try Ed25519PrivateKey(seed: SHA256.hash(Array("identity \(text)".utf8))), tlsKeys: [tlsKey])
    (journal, engine) = try Self.open(
      InMemoryJournal.Store(), configuration, arithmetic, clock, random,
      DirectCaller(switchboard: switchboard, key: tlsKey))
    switchboard.connect(endpoint, engine, key: tlsKey)
  }

  private static func open(
    _ store: InMemoryJournal.Store, _ configuration: EngineConfiguration, _ arithmetic: StandInArithmetic,
    _ clock: SimulatedClock, _ random: SeededRandom, _ caller: DirectCaller
  ) throws -> (MortalJournal, Engine) {
    var opened: MortalJournal?
    let engine = try Engine(
      configuration: configuration, arithmetic: arithmetic, caller: caller, clock: clock, random: random,
      markKey: SHA256.hash(Array("mark \(configuration.region.text)".utf8)), log: { _ in }, rendered: { Problem($0) }
    ) { readSnapshot, readRecord in
      let journal = MortalJournal(
        try InMemoryJournal.open(store, readSnapshot: readSnapshot, readRecord: readRecord))
      opened = journal
      return journal
    }
    return (try #require(opened), engine)
  }

  /// What the state is now.
  var state: RegionState { engine.peek { $0 } }

  var today: CalendarDate { engine.today }

  /// From the next start on the node shows this key and no other.
  func changeKey(to key: [UInt8]) {
    tlsKey = key
    configuration.tlsKeys = [key]
  }

  /// Ends the process as a power cut would and starts it again; of what was not durable, `keeping` records survive.
  func restart(keeping: Int = 0) throws {
    let store = journal.inner.crash(keeping: keeping)
    (journal, engine) = try Self.open(
      store, configuration, arithmetic, clock, random, DirectCaller(switchboard: switchboard, key: tlsKey))
    switchboard.connect(endpoint, engine, key: tlsKey)
    starts += 1
  }

  /// Goes on from an older copy of its store, as after the restore of a backup.
  func restore(_ backup: InMemoryJournal.Store) throws {
    _ = journal.inner.crash()
    (journal, engine) = try Self.open(
      backup, configuration, arithmetic, clock, random, DirectCaller(switchboard: switchboard, key: tlsKey))
    switchboard.connect(endpoint, engine, key: tlsKey)
    starts += 1
  }

  /// Cuts the node off, or connects it again.
  func setReachable(_ isReachable: Bool) { switchboard.connect(endpoint, isReachable ? engine : nil, key: tlsKey) }

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

  static func role(_ role: String, _ region: RegionName) -> Approver {
    Approver(role: role, credential: SHA256.hash(Array((role + region.text).utf8)), name: role)
  }

  var operatorRole: Approver { Self.role("operator", name) }
  var officer: Approver { Self.role("privacy-officer", name) }
}
