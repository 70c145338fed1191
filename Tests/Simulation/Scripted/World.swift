import Cryptography
import Engine
package import PeerProtocol
import Region
import TestSupport

/// A cluster that does what a test says, and nothing else: people act and messages pass when it is asked.
///
/// ``run(steps:faults:)`` lets people, nodes and the network act at random in between. What must not happen is thrown as a
/// ``Violation``.
package final class World {
  let cluster: Cluster
  let random: SeededRandom
  /// What agreements that are proposed from now on say.
  var draft = AgreementDraft()
  /// What the network does to messages while ``run(steps:faults:)`` lets it.
  var conditions = NetworkConditions.quiet
  var underWay: [Message] = []
  /// Copies, and requests that were given up: they arrive some time.
  var late: [(call: PeerCall, sender: Int)] = []
  /// Requests that the network lost, kept from a region that is out of reach or delivered twice, and answers that it lost.
  package internal(set) var disturbedMessages = 0
  /// Identities that people report at random.
  package let identities: [String]
  var people = 0

  /// A request on its way.
  struct Message {
    var delivery: Delivery
    var sender: Int
    var start: Int
  }

  /// Regions called `region-0` and so on. Clocks but the first one's are up to four minutes off.
  package init(
    seed: UInt64, regions: Int, identities: Int, onTheCurve usesCurve: Bool = false, older: Set<Int> = []
  ) throws {
    let random = SeededRandom(seed: seed)
    self.random = random
    self.identities = (0..<identities).map { SyntheticPeople.identity($0, .youth) }
    cluster = try Cluster(
      ClusterOptions(
        names: (0..<regions).map { "region-\($0)" },
        skews: (0..<regions).map { $0 == 0 ? 0 : random.number(-250_000..<250_001) }, seed: seed, usesCurve: usesCurve,
        older: older),
      observer: Observer(Observer.Rules()))
  }

  /// The regions' nodes.
  package var nodes: [SimulatedNode] { cluster.nodes }
  /// The time that all nodes share.
  package var time: SharedTime { cluster.time }
  /// The network between them.
  package var network: SimulatedNetwork { cluster.network }

  // MARK: - What agreements say from now on

  /// Additions a day.
  package var perDay: Int {
    get { draft.perDay }
    set { draft.perDay = newValue }
  }
  /// Entries of a feed at a time.
  package var active: Int {
    get { draft.active }
    set { draft.active = newValue }
  }
  /// Additions a year.
  package var perYear: Int {
    get { draft.perYear }
    set { draft.perYear = newValue }
  }
  /// Feeds of youths, of guardians, or both.
  package var kinds: [JSONValue] {
    get { draft.kinds }
    set { draft.kinds = newValue }
  }
  /// Whether matches that ended are told too.
  package var history: Bool {
    get { draft.history }
    set { draft.history = newValue }
  }
  /// Whether contact details go at once, `automatic`, or on `approval`.
  package var contactRelease: String {
    get { draft.contactRelease }
    set { draft.contactRelease = newValue }
  }
  /// Whether the receipts of a feed must form one chain: not where both sides were restored from backups.
  package var checksChains: Bool {
    get { cluster.observer.rules.chains == .always }
    set { cluster.observer.rules.chains = newValue ? .always : .never }
  }

  // MARK: - Checks

  /// Checks everything that the regions know, once they are at rest, against what people reported.
  package func checkTruth() throws {
    for node in nodes { node.engine.writeSnapshot() }
    try cluster.check(snapshotsWereWritten: true)
  }

  /// Checks that a node's journal, and a snapshot, give the state that the node holds.
  package func checkReplay(_ number: Int) throws {
    // A decision that failed half way leaves what it appended before to the next one that waits.
    _ = try? nodes[number].engine.peering.peers()
    if try restartIfCrashed(number) { return }
    try cluster.checkReplay(nodes[number])
  }
}
