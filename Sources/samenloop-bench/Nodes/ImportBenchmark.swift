import Demo
import Node
import PeerProtocol
import System

/// Signals from a file into a real node, with the command that people use.
struct ImportBenchmark: Benchmark {
  /// Numbers of signals, at the least: a youth's signals stay together.
  let sizes: [Int]

  /// Signals a youth on average, as the generator draws them.
  static let signalsPerYouth = 2.2

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    var report = Report(
      title: "Import into a node, from a file",
      rows: [["signals", "seconds", "node, processor s", "command, processor s", "µs a signal", "peak memory, MB"]],
      json: .null)
    var json: [JSONValue] = []
    for size in sizes {
      let place = "\(folder)/\(size)"
      try Files.makeFolder(place)
      let region = try NodeRun.region("noord", in: place)
      defer { region.abandon() }
      let data = SyntheticRegions(
        SyntheticRegions.Parameters(
          today: NodeRun.today, youths: [(region: "noord", count: Int(Double(size) / Self.signalsPerYouth))]))
      let count = data.signals["noord"]?.count ?? 0
      progress.say("\(count) signals go in")
      let process = try NodeRun.process(of: region)
      let (node, children) = (try ProcessFigures.processorSeconds(process), ProcessFigures.endedChildrenSeconds)
      let spent = try Spent.measuring { try NodeRun.importSignals(data, into: region, folder: place) }
      let nodeSeconds = try ProcessFigures.processorSeconds(process) - node
      let commandSeconds = ProcessFigures.endedChildrenSeconds - children
      let peak = try ProcessFigures.memory(process).peak
      try region.stop()
      Files.remove(place)
      report.rows.append([
        "\(count)", spent.wall.shown(2), nodeSeconds.shown(2), commandSeconds.shown(2),
        (nodeSeconds / Double(count) * 1e6).shown(1), (Double(peak) / 1e6).shown(0),
      ])
      json.append([
        "signals": JSONValue(count), "seconds": spent.wall.json, "nodeProcessorSeconds": nodeSeconds.json,
        "commandProcessorSeconds": commandSeconds.json, "peakBytes": JSONValue(peak),
      ])
    }
    report.notes = ["A signal has a youth and one or two guardians, whose pseudonyms are computed once a household."]
    report.json = ["imports": .array(json)]
    return report
  }
}
