import CommandLine
import Cryptography
import Demo
import Glibc
import LocalAPI
import Node
import PeerProtocol

/// Two nodes on loopback with made-up signals, and the exchange between them.
final class NodePair {
  /// What the exchange took.
  struct Exchange {
    /// Seconds until each side had received the other's whole feed.
    var feedSeconds = 0.0
    /// Seconds until nothing was left to send, matches included.
    var seconds = 0.0
    /// Processor seconds of each node.
    var processor: [Double] = []
    /// Identities that each sent.
    var additions: [Int] = []
    /// Matches that each shows.
    var matches = 0
    /// One raw multiplication, in seconds, beside it.
    var raw = Spent(wall: 0, processor: 0)

    /// Two for each addition: one that blinds it and one that evaluates it.
    var multiplications: Double { Double(additions.reduce(0, +)) * 2 }
    var ratio: Double { seconds / (multiplications * raw.wall) }
    var processorRatio: Double { processor.reduce(0, +) / (multiplications * raw.processor) }
  }

  let regions: [DemoRegion]
  let data: SyntheticRegions
  let youths: Int
  private let folder: String

  /// Starts two nodes and imports signals of the given number of youths into each.
  ///
  /// - Parameter shared: the share of youths of whom the other region has signals too; the usual one where nil.
  init(youths: Int, shared: Double? = nil, in folder: String, _ progress: DemoProgress) throws {
    self.folder = folder
    self.youths = youths
    let regions = [try NodeRun.region("noord", in: folder), try NodeRun.region("zuid", in: folder)]
    self.regions = regions
    var parameters = SyntheticRegions.Parameters(
      today: NodeRun.today, youths: regions.map { (region: $0.id, count: youths) })
    if let shared { parameters.sharedElsewhere = shared }
    data = SyntheticRegions(parameters)
    progress.say("two nodes answer; \(youths) youths each go in")
    for region in regions { try NodeRun.importSignals(data, into: region, folder: folder) }
  }

  deinit { for region in regions { region.abandon() } }

  func processorSeconds() throws -> [Double] {
    try regions.map { try ProcessFigures.processorSeconds(NodeRun.process(of: $0)) }
  }

  /// Peers the nodes and measures from the last approval until everything is exchanged.
  func exchange(_ progress: DemoProgress) throws -> Exchange {
    var result = Exchange()
    let raw = try makeRaw(count: 4_096)
    let (first, second) = (regions[0], regions[1])
    let peering = DemoPeering(inviter: first, joiner: second, today: NodeRun.today)
    try peering.meet()
    let agreement = try peering.propose(file: folder + "/terms.json")
    let clients = try regions.map { try LocalClient(NodeHome(path: $0.home), as: .operator) }
    for client in clients {
      let status: NodeAnswer<StatusDocument> = try client.call(.status)
      result.additions.append(status.document.youthsInFeed)
    }
    let before = try NodeRun.rawMultiplication(raw, count: 4_096)
    progress.say("peered; \(result.additions.reduce(0, +)) identities are to be exchanged")

    let logs = try regions.map { try LogFollower($0.log) }
    let spent = try processorSeconds()
    let began = MonotonicTime.now
    try peering.conclude(agreement)
    var received = [0, 0]
    try NodeRun.wait(seconds: 1_800, for: "both feeds") {
      for (side, log) in logs.enumerated() {
        for event in try log.newEvents() where event["event"]?.stringValue == "batch-received" {
          received[side] += event["added"]?.integerValue ?? 0
        }
      }
      return received[0] >= result.additions[1] && received[1] >= result.additions[0]
    }
    result.feedSeconds = MonotonicTime.now - began
    for client in clients {
      let _: NodeAnswer<SynchronizationDocument> = try client.call(.synchronize, timeout: 75)
    }
    result.seconds = MonotonicTime.now - began
    result.processor = zip(try processorSeconds(), spent).map { $0 - $1 }
    let after = try NodeRun.rawMultiplication(raw, count: 4_096)
    result.raw = Spent(wall: (before.wall + after.wall) / 2, processor: (before.processor + after.processor) / 2)
    progress.say("exchanged")
    try check(clients, &result)
    return result
  }

  /// A fast exchange that found something else than the generator knows would be worth nothing.
  private func check(_ clients: [LocalClient], _ result: inout Exchange) throws {
    let expected = SyntheticTruth(data.signals).matches(of: regions[0].id, with: regions[1].id).count
    for (region, client) in zip(regions, clients) {
      let status: NodeAnswer<StatusDocument> = try client.call(.status)
      let found = status.document.openMatches
      guard found == expected else {
        throw BenchmarkFailure(
          description: "\(region.id) shows \(found) matches where the generator knows \(expected)")
      }
    }
    result.matches = expected
  }

  private func makeRaw(count: Int) throws -> RawMultiplication {
    let messages = (0..<count).map { Array("raw \($0)".utf8) }
    return try RawMultiplication(
      points: P256.hashToCurve(messages, dst: Array("SAMENLOOP-BENCH-P256_XMD:SHA-256_SSWU_RO_".utf8)),
      scalar: P256Scalar.random(from: SystemRandom()).bytes)
  }
}
