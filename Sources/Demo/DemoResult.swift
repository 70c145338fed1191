import CommandLine
import LocalAPI
import PeerProtocol

/// The result of the demo, for a person and for a program.
struct DemoResult {
  /// A region with the signals that it imported.
  struct Region {
    var id: String
    var name: String
    var signals: [SyntheticSignal]
  }

  /// Two regions, and what they share: youths, and families of which each knows another child.
  struct Pair {
    var regions: [String]
    var youths: Int
    var families: Int
  }

  /// Columns of a line of prose.
  private static let width = 110

  var seed: UInt64
  var regions: [Region]
  var pairs: [Pair] = []
  var scenes: [DemoSceneResult] = []
  /// Matches that the generator knows, counted on each side.
  var expected = (youths: 0, families: 0)
  var differences: [DemoComparison.Difference] = []
  var seconds = 0.0
  /// Where the homes stay, with the program to use on them.
  var kept: (folder: String, program: String)?

  /// Whether every node shows exactly what the generator knows, and every scene came out.
  var isRight: Bool { differences.isEmpty && scenes.allSatisfy { $0.failure == nil } }

  var json: JSONValue {
    var json: JSONValue = [
      "seed": JSONValue(Int(clamping: seed)), "right": JSONValue(isRight), "seconds": .number(rounded(seconds)),
      "expected": ["youth": JSONValue(expected.youths), "family": JSONValue(expected.families)],
      "scenes": .array(scenes.map(\.json)),
    ]
    json["regions"] = .array(
      regions.map { region in
        let figures = Figures(region.signals)
        return [
          "region": JSONValue(region.id), "name": JSONValue(region.name), "youths": JSONValue(figures.youths),
          "signals": JSONValue(region.signals.count), "exchanged": JSONValue(figures.exchanged),
          "ended": JSONValue(figures.ended), "desk": JSONValue(figures.desk), "withheld": JSONValue(figures.withheld),
        ]
      })
    json["pairs"] = .array(
      pairs.map { pair in
        [
          "regions": .array(pair.regions.map { JSONValue($0) }), "youths": JSONValue(pair.youths),
          "families": JSONValue(pair.families),
        ]
      })
    json["differences"] = .array(differences.map(\.json))
    if let kept { json["kept"] = JSONValue(kept.folder) }
    return json
  }

  var text: String {
    var lines = ["Four regions, each with a node, an index and keys of its own (made-up people, seed \(seed)):", ""]
    let rows = regions.map { region in
      let figures = Figures(region.signals)
      return [
        "  " + region.name, "\(figures.youths)", "\(region.signals.count)", "\(figures.exchanged)", "\(figures.ended)",
        "\(figures.desk)", "\(figures.withheld)",
      ]
    }
    let header = ["  region", "youths", "signals", "exchanged", "ended", "behind a desk", "withheld"]
    lines += TextTable.lines([header] + rows, gap: 3)
    lines += ["", "Who shares whom; of all others neither side learns anything:", ""]
    lines += TextTable.lines(
      [["", "youths", "families"]]
        + pairs.map { ["  " + $0.regions.map(name(of:)).joined(separator: " and "), "\($0.youths)", "\($0.families)"] },
      gap: 3)
    for scene in scenes { lines += told(of: scene) }
    lines += [""] + verdict
    if let kept { lines += [""] + advice(kept) }
    return lines.joined(separator: "\n")
  }

  private var verdict: [String] {
    let time = "It took \(decimals(seconds)) s."
    if isRight {
      return [
        "Every node shows exactly the matches that the generator knows, none missing, none extra: \(expected.youths) of",
        "\(expected.youths) youth matches and \(expected.families) of \(expected.families) family matches, counted on each "
          + "side, with each other's contact details. \(time)",
      ]
    }
    let failed = scenes.compactMap { scene in scene.failure.map { "  \(scene.id): \($0)" } }
    let shown = differences.prefix(10).map { one in
      "  \(one.region) with \(one.peer): \(one.kind.rawValue) \(one.match.rawValue) match: "
        + one.signals.joined(separator: ", ")
    }
    let rest = differences.count > shown.count ? ["  and \(differences.count - shown.count) more"] : []
    return [
      "WRONG: \(differences.count) differences from the \(expected.youths) youth and \(expected.families) family matches "
        + "that the generator",
      "knows, and \(failed.count) scenes that did not come out. \(time)",
    ] + failed + shown + rest
  }

  /// A scene, as its regions' people see it.
  private func told(of scene: DemoSceneResult) -> [String] {
    var lines = ["", scene.title + "."]
    var last = ""
    for line in scene.lines {
      if line.region != last { lines.append("  \(name(of: line.region)):") }
      last = line.region
      lines += Self.wrapped(line.text, indent: 4)
    }
    if let failure = scene.failure { lines += Self.wrapped("WRONG: \(failure)", indent: 2) }
    return lines
  }

  /// Prose in lines of at most ``width`` columns, where its words allow that.
  private static func wrapped(_ text: String, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = margin
    for word in text.split(separator: " ") {
      if line.count > indent && line.count + 1 + word.count > width {
        lines.append(line)
        line = margin
      }
      line += (line.count > indent ? " " : "") + word
    }
    return lines + [line]
  }

  private func advice(_ kept: (folder: String, program: String)) -> [String] {
    let first = regions.first?.id ?? ""
    var lines = ["The homes are in \(kept.folder). Start the nodes again and look around:", ""]
    for region in regions {
      lines.append("  \(kept.program) serve --home \(kept.folder)/\(region.id) 2>>\(kept.folder)/\(region.id).log &")
    }
    for command in ["status", "match list", "worklist", "agreement list", "sync now"] {
      lines.append("  \(kept.program) \(command) --home \(kept.folder)/\(first)")
    }
    return lines
  }

  private func name(of id: String) -> String { regions.first { $0.id == id }?.name ?? id }
  private func rounded(_ seconds: Double) -> Double { (seconds * 1_000).rounded() / 1_000 }
  private func decimals(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10)" }
}

/// The counts of a region's signals.
private struct Figures {
  var youths, exchanged, ended, desk, withheld: Int

  init(_ signals: [SyntheticSignal]) {
    youths = Set(signals.map(\.youth)).count
    exchanged = signals.count(where: \.isExchanged)
    ended = signals.count { $0.ending != nil }
    desk = signals.count { $0.shielding == .desk }
    withheld = signals.count { $0.shielding == .withheld }
  }
}
