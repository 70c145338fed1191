import Glibc
import PeerProtocol

/// The whole way, in three regions of real processes: homes, nodes, peering, agreements, signals, matches, a move.
final class Demo {
  /// Youths in all regions together, unless said otherwise.
  static let youths = 600
  /// Seconds after which a result that is not right counts as wrong.
  private static let patience = 60.0
  private static let seed: UInt64 = 2019
  private static let regions = [
    ("nhn", "Noord-Holland Noord", 3), ("foodvalley", "FoodValley", 2), ("drenthe", "Drenthe", 1),
  ]

  private let folder: String
  private let today: CalendarDate
  private let progress: DemoProgress
  private let regions: [DemoRegion]
  private var signals: [String: [SyntheticSignal]]
  private let data: SyntheticRegions
  private var result: DemoResult

  /// Prepares a demo with this many youths in an empty folder.
  init(youths: Int, folder: String, program: String, today: CalendarDate, progress: DemoProgress) throws {
    self.folder = folder
    self.today = today
    self.progress = progress
    let shares = Self.regions.reduce(0) { $0 + $1.2 }
    let data = SyntheticRegions(
      .init(
        seed: Self.seed, today: today,
        youths: Self.regions.map { (region: $0.0, count: youths * $0.2 / shares) },
        move: (from: "nhn", to: "drenthe")))
    regions = try Self.regions.map { id, name, _ in
      try DemoRegion(id: id, name: name, folder: folder, program: program)
    }
    self.data = data
    signals = data.signals
    result = DemoResult(
      seed: Self.seed,
      regions: Self.regions.map { DemoResult.Region(id: $0.0, name: $0.1, signals: data.signals[$0.0] ?? []) })
  }

  /// Does it all. The nodes have ended when it returns, and are ended when it throws.
  func run() throws -> DemoResult {
    let began = MonotonicTime.now
    defer { for region in regions { region.abandon() } }
    for region in regions { try region.makeHome() }
    progress.say("three homes, each with keys and certificates of its own")
    for region in regions { try region.start() }
    for region in regions { try region.waitUntilReady() }
    progress.say("three nodes answer on 127.0.0.1, over TLS 1.3 with client certificates")
    for (inviter, joiner) in pairs {
      let peering = DemoPeering(inviter: inviter, joiner: joiner, today: today)
      try peering.meet()
      try peering.agree(file: "\(folder)/terms-\(inviter.id)-\(joiner.id).json")
      progress.say("\(inviter.name) and \(joiner.name) compared fingerprints and agreed, two people on each side")
    }
    try importSignals()
    try settle()
    progress.say("exchanged; each node shows its matches")
    try moveFamily()
    try settle()
    result.pairs = pairs.map { own, peer in
      DemoResult.Pair(regions: [own.id, peer.id], youths: truth.matches(of: own.id, with: peer.id).count)
    }
    for region in regions { try region.stop() }
    result.seconds = MonotonicTime.now - began
    return result
  }

  /// Every two regions once.
  private var pairs: [(DemoRegion, DemoRegion)] {
    regions.indices.flatMap { first in regions.indices.dropFirst(first + 1).map { (regions[first], regions[$0]) } }
  }

  private var truth: SyntheticTruth { SyntheticTruth(signals) }

  private func importSignals() throws {
    for region in regions {
      let file = "\(folder)/\(region.id).csv"
      try Files.create(file, data.csv(of: region.id))
      let taken = try region.command(["signal", "import", file], or: [.badData])
      guard taken["refused"]?.arrayValue?.isEmpty == true else {
        throw DemoRegion.Failure(description: "\(region.id) did not take every signal: \(taken.text.prefix(500))")
      }
    }
    progress.say("\(signals.values.reduce(0) { $0 + $1.count }) signals imported")
    for region in regions { try region.command(["sync", "now"]) }
  }

  /// Waits until every node shows what it must, or long enough to say that it does not.
  private func settle() throws {
    let deadline = MonotonicTime.now + Self.patience
    while true {
      result.differences = try differences()
      if result.isRight || MonotonicTime.now > deadline { return }
      try Interruption.check()
      usleep(100_000)
    }
  }

  private func differences() throws -> [DemoComparison.Difference] {
    let truth = self.truth
    var differences: [DemoComparison.Difference] = []
    result.expected = 0
    for region in regions {
      let found = try region.openMatches()
      for peer in regions where peer.id != region.id {
        let expected = truth.matches(of: region.id, with: peer.id)
        result.expected += expected.count
        differences += DemoComparison(region: region.id, peer: peer.id, desk: peer.desk).differences(expected, found)
      }
    }
    return differences
  }

  /// The old region's professionals say that the family moved away; later those of the new one put their first signals.
  private func moveFamily() throws {
    guard let move = data.move, let from = regions.first(where: { $0.id == move.from }),
      let to = regions.first(where: { $0.id == move.to })
    else { return }
    (result.moveFrom, result.moveTo) = (move.from, move.to)
    for child in move.children {
      try from.command(["signal", "withdraw", child.leaving.id, "--reason", "moved-away"])
      if let index = signals[from.id]?.firstIndex(where: { $0.id == child.leaving.id }) {
        signals[from.id]?[index].ending = SyntheticSignal.Ending(on: today, reason: .movedAway)
      }
    }
    progress.say("a family leaves \(from.name); its signals stay findable")
    let began = MonotonicTime.now
    for (number, child) in move.children.enumerated() {
      let file = "\(folder)/arriving-\(number + 1).json"
      try Files.create(file, JSONText.bytes(of: child.arriving.document))
      try to.command(["signal", "put", file])
      signals[to.id, default: []].append(child.arriving)
    }
    let sides = [(from, Set(move.children.map(\.leaving.id))), (to, Set(move.children.map(\.arriving.id)))]
    let deadline = began + Self.patience
    repeat {
      try Interruption.check()
      result.sights = try sides.flatMap { region, ids in
        try region.openMatches().filter { match in
          let own = (match["signals"]?.arrayValue ?? []).compactMap(\.stringValue)
          return !ids.isDisjoint(with: own) && match["involvements"]?.arrayValue?.isEmpty == false
        }.map { DemoResult.Sight(region: region.id, match: $0) }
      }
    } while result.sights.count < 2 * move.children.count && MonotonicTime.now < deadline
    result.moveSeconds = MonotonicTime.now - began
    progress.say("the family arrived in \(to.name); both sides know")
  }
}
