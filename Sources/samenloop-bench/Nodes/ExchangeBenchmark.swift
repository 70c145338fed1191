import Demo
import PeerProtocol

/// Two nodes that know nothing of each other's youths, until both know every match.
struct ExchangeBenchmark: Benchmark {
  let youths: Int
  /// Whether another program works on the same sets.
  let isBesideOpenMined: Bool

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let pair = try NodePair(youths: youths, in: folder, progress)
    let exchange = try pair.exchange(progress)
    var report = report(exchange)
    if isBesideOpenMined {
      try OpenMinedComparison(data: pair.data, regions: pair.regions.map(\.id), folder: folder)
        .add(to: &report, exchange, progress)
    }
    for region in pair.regions { try region.stop() }
    return report
  }

  private func report(_ exchange: NodePair.Exchange) -> Report {
    let ideal = exchange.multiplications * exchange.raw.wall
    let processor = exchange.processor.reduce(0, +)
    let idealProcessor = exchange.multiplications * exchange.raw.processor
    return Report(
      title: "Exchange of two nodes with \(youths) youths each: \(exchange.additions[0]) and \(exchange.additions[1]) "
        + "identities, \(exchange.matches) matches",
      rows: [
        ["", "seconds", "times raw"],
        ["until both feeds had arrived", exchange.feedSeconds.shown(2), (exchange.feedSeconds / ideal).shown(2)],
        ["until all matches were settled", exchange.seconds.shown(2), exchange.ratio.shown(2)],
        ["processor time of both nodes", processor.shown(2), exchange.processorRatio.shown(2)],
        ["raw, all cores", ideal.shown(2), "1.00"],
        ["raw, processor time", idealProcessor.shown(2), "1.00"],
      ],
      notes: ["Raw: \(Int(exchange.multiplications)) multiplications, two an addition, at the rate of the same run."],
      json: [
        "youths": JSONValue(youths), "additions": .array(exchange.additions.map { JSONValue($0) }),
        "matches": JSONValue(exchange.matches), "feedSeconds": exchange.feedSeconds.json,
        "seconds": exchange.seconds.json, "processorSeconds": .array(exchange.processor.map(\.json)),
        "rawSeconds": ideal.json, "rawProcessorSeconds": idealProcessor.json, "timesRaw": exchange.ratio.json,
        "processorTimesRaw": exchange.processorRatio.json,
      ])
  }
}
