import Demo
import Glibc
import Journal
import Node
import PeerProtocol
import Region
import System

/// How long a node with many signals takes to start, and what they take of its memory.
struct RestartBenchmark: Benchmark {
  private struct Start {
    var from: String
    var seconds: Double
    var processor: Double
    var memory: (now: Int, peak: Int)
    var bytesOnDisk: Int
  }

  let signals: Int

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let region = try NodeRun.region("noord", in: folder)
    defer { region.abandon() }
    let home = NodeHome(path: region.home)
    try region.stop()
    var starts = [try start(region, home, from: "nothing", rounds: 3)]
    try region.start()
    try region.waitUntilReady()
    let count = try fill(region, folder, progress)
    try region.stop()
    starts.append(try start(region, home, from: Self.hasSnapshot(home) ? "snapshot and journal" : "journal", rounds: 3))
    try writeSnapshot(home)
    progress.say("wrote a snapshot")
    starts.append(try start(region, home, from: "snapshot", rounds: 3))
    return report(count, starts)
  }

  /// The data is given up before the node is measured.
  private func fill(_ region: DemoRegion, _ folder: String, _ progress: DemoProgress) throws -> Int {
    let data = SyntheticRegions(
      SyntheticRegions.Parameters(
        today: NodeRun.today,
        youths: [(region: region.id, count: Int(Double(signals) / ImportBenchmark.signalsPerYouth))]))
    let count = data.signals[region.id]?.count ?? 0
    progress.say("\(count) signals go in")
    try NodeRun.importSignals(data, into: region, folder: folder)
    progress.say("they are in")
    return count
  }

  /// The median of several starts; the memory is that of the last.
  private func start(_ region: DemoRegion, _ home: NodeHome, from: String, rounds: Int) throws -> Start {
    var result = Start(from: from, seconds: 0, processor: 0, memory: (0, 0), bytesOnDisk: Self.bytes(in: home.store))
    var seconds: [Double] = []
    for _ in 0..<rounds {
      Files.remove(region.log)
      let spent = try Spent.measuring {
        try region.start()
        try region.waitUntilReady(seconds: 300)
      }
      seconds.append(spent.wall)
      let process = try NodeRun.process(of: region)
      result.processor = try ProcessFigures.processorSeconds(process)
      result.memory = try ProcessFigures.memory(process)
      try region.stop()
    }
    result.seconds = median(seconds)
    return result
  }

  /// What the node does when a snapshot is due, with the store of a node that does not run.
  private func writeSnapshot(_ home: NodeHome) throws {
    var snapshot = RegionSnapshotReader()
    var state: RegionState?
    let journal = try FileJournal.open(
      directory: home.store, key: Files.read(home.key(.storageKey)), readSnapshot: { try snapshot.read($0) },
      readRecord: { record in
        if state == nil { state = try snapshot.finish() }
        for event in try RegionEvent.events(record: record) { state?.apply(event) }
      })
    defer { journal.close() }
    let whole = try state ?? snapshot.finish()
    let writer = try journal.beginSnapshot()
    try RegionSnapshotWriter(whole).write { try writer.write($0) }
    try writer.finish()
  }

  private static func hasSnapshot(_ home: NodeHome) -> Bool {
    (Files.names(in: home.store) ?? []).contains { $0.hasPrefix("snapshot-") }
  }

  private static func bytes(in folder: String) -> Int {
    (Files.names(in: folder) ?? []).reduce(0) { sum, name in
      var info = stat()
      return stat(folder + "/" + name, &info) == 0 ? sum + Int(info.st_size) : sum
    }
  }

  private func report(_ count: Int, _ starts: [Start]) -> Report {
    var report = Report(
      title: "Start of a node with \(count) signals, without peers",
      rows: [["from", "seconds", "processor s", "memory, MB", "bytes a signal", "peak, MB", "on disk, MB"]],
      json: .null)
    let empty = starts.first?.memory.now ?? 0
    var json: [JSONValue] = []
    for start in starts {
      let each = Double(start.memory.now - empty) / Double(max(1, count))
      report.rows.append([
        start.from, start.seconds.shown(2), start.processor.shown(2), (Double(start.memory.now) / 1e6).shown(0),
        start.from == "nothing" ? "" : each.shown(0), (Double(start.memory.peak) / 1e6).shown(0),
        (Double(start.bytesOnDisk) / 1e6).shown(0),
      ])
      json.append([
        "from": .string(start.from), "seconds": start.seconds.json, "processorSeconds": start.processor.json,
        "memoryBytes": JSONValue(start.memory.now), "bytesPerSignal": each.json,
        "peakBytes": JSONValue(start.memory.peak), "diskBytes": JSONValue(start.bytesOnDisk),
      ])
    }
    report.notes = ["Bytes a signal: resident memory above that of an empty node."]
    report.json = ["signals": JSONValue(count), "starts": .array(json)]
    return report
  }
}
