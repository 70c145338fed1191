import CommandLine
import Glibc
import LocalAPI
import Node
import PeerProtocol
import System

/// The whole way, in four regions of real processes: homes, nodes, peering, agreements, signals, matches, and scenes that
/// people in the trade know.
final class DemoRun {
  /// Youths in all regions together, unless said otherwise.
  static let youths = 600
  /// Seconds after which a result that is not right counts as wrong.
  private static let patience = 60.0
  private static let seed: UInt64 = 2019
  private static let regions = [
    ("nhn", "Noord-Holland Noord", 3), ("foodvalley", "FoodValley", 2), ("drenthe", "Drenthe", 2),
    ("gooi", "Gooi en Vechtstreek", 1),
  ]

  private let folder: String
  private let today: CalendarDate
  private let progress: DemoProgress
  private let regions: [DemoRegion]
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
        reserved: DemoScenes.identities))
    regions = try Self.regions.map { id, name, _ in
      try DemoRegion(id: id, name: name, folder: folder, program: program)
    }
    self.data = data
    result = DemoResult(
      seed: Self.seed,
      regions: Self.regions.map { DemoResult.Region(id: $0.0, name: $0.1, signals: data.signals[$0.0] ?? []) })
  }

  /// Does it all. The nodes have ended when it returns, and are ended when it throws.
  func run() throws -> DemoResult {
    let began = MonotonicTime.now
    defer { for region in regions { region.abandon() } }
    for region in regions { try region.makeHome() }
    progress.say("four homes, each with keys and certificates of its own")
    for region in regions { try region.start() }
    for region in regions { try region.waitUntilReady() }
    progress.say("four nodes answer on 127.0.0.1, over TLS 1.3 with client certificates")
    for (inviter, joiner) in pairs {
      let peering = DemoPeering(inviter: inviter, joiner: joiner, today: today, kinds: ["youth", "guardian"])
      try peering.meet()
      try peering.agree(file: "\(folder)/terms-\(inviter.id)-\(joiner.id).json")
      progress.say("\(inviter.name) and \(joiner.name) compared fingerprints and agreed, two people on each side")
    }
    try importSignals()
    let truth = SyntheticTruth(data.signals)
    try settle(truth)
    result.pairs = pairs.map { own, peer in
      DemoResult.Pair(
        regions: [own.id, peer.id], youths: truth.matches(of: own.id, with: peer.id).count,
        families: truth.families(of: own.id, with: peer.id).count)
    }
    progress.say("exchanged; each node shows its matches")
    if result.isRight { try playScenes() }
    for region in regions { try region.stop() }
    result.seconds = MonotonicTime.now - began
    return result
  }

  /// Every two regions once.
  private var pairs: [(DemoRegion, DemoRegion)] {
    regions.indices.flatMap { first in regions.indices.dropFirst(first + 1).map { (regions[first], regions[$0]) } }
  }

  private func importSignals() throws {
    for region in regions {
      let file = "\(folder)/\(region.id).csv"
      try Files.create(file, data.csv(of: region.id))
      let taken: ImportResultDocument = try region.ask(["signal", "import", file], or: [.badData])
      guard taken.refused.isEmpty else {
        throw DemoRegion.Failure(description: "\(region.id) did not take every signal: \(taken.faults)")
      }
    }
    progress.say("\(data.signals.values.reduce(0) { $0 + $1.count }) signals imported")
    for region in regions { try region.command(["sync", "now"]) }
  }

  /// The scenes, one after the other; then everything once more, with what they added.
  private func playScenes() throws {
    let stage = DemoStage(regions: regions, signals: data.signals, folder: folder, patience: Self.patience)
    for scene in DemoScenes.all(today: today) {
      let played = try stage.play(scene)
      result.scenes.append(played)
      progress.say(played.failure.map { "\(scene.id): \($0)" } ?? scene.title)
    }
    try settle(SyntheticTruth(stage.signals))
  }

  /// Waits until every node shows what it must, or long enough to say that it does not.
  private func settle(_ truth: SyntheticTruth) throws {
    let deadline = MonotonicTime.now + Self.patience
    while true {
      result.differences = try differences(truth)
      if result.differences.isEmpty || MonotonicTime.now > deadline { return }
      try Interruption.check()
      usleep(100_000)
    }
  }

  private func differences(_ truth: SyntheticTruth) throws -> [DemoComparison.Difference] {
    var differences: [DemoComparison.Difference] = []
    result.expected = (0, 0)
    for region in regions {
      let found = try region.openMatches()
      for peer in regions where peer.id != region.id {
        let youths = truth.matches(of: region.id, with: peer.id)
        let families = truth.families(of: region.id, with: peer.id)
        result.expected.youths += youths.count
        result.expected.families += families.count
        for (match, expected) in [(MatchDocument.Kind.youth, youths), (.family, families)] {
          let comparison = DemoComparison(match: match, region: region.id, peer: peer.id, desk: peer.desk)
          differences += comparison.differences(expected, found)
        }
      }
    }
    return differences
  }
}
