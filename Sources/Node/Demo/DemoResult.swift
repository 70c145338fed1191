import PeerProtocol

/// What the demo found out, for a person and for a program.
struct DemoResult {
  /// What a region brought in.
  struct Region {
    var id: String
    var name: String
    var signals: [SyntheticSignal]
  }

  /// Two regions and the youths that they share.
  struct Pair {
    var regions: [String]
    var youths: Int
  }

  /// The moved family's match, as one side sees it.
  struct Sight {
    var region: String
    var match: JSONValue
  }

  var seed: UInt64
  var regions: [Region]
  var pairs: [Pair] = []
  var moveFrom = ""
  var moveTo = ""
  var sights: [Sight] = []
  /// Seconds from the new region's first signal until both sides showed every match of the family.
  var moveSeconds = 0.0
  var expected = 0
  var differences: [DemoComparison.Difference] = []
  var seconds = 0.0
  /// Where the homes stay, with the program to use on them.
  var kept: (folder: String, program: String)?

  /// Whether every node shows exactly what the generator knows.
  var isRight: Bool { differences.isEmpty }

  var json: JSONValue {
    var json: JSONValue = [
      "seed": JSONValue(Int(clamping: seed)), "expected": JSONValue(expected), "right": JSONValue(isRight),
      "seconds": .number(rounded(seconds)),
      "move": [
        "from": JSONValue(moveFrom), "to": JSONValue(moveTo), "seconds": .number(rounded(moveSeconds)),
        "matches": .array(sights.map { ["region": JSONValue($0.region), "match": $0.match] }),
      ],
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
      pairs.map { ["regions": .array($0.regions.map { JSONValue($0) }), "youths": JSONValue($0.youths)] })
    json["differences"] = .array(differences.map(\.json))
    if let kept { json["kept"] = JSONValue(kept.folder) }
    return json
  }

  var text: String {
    var lines = ["Three regions, each with a node, an index and keys of its own (made-up people, seed \(seed)):", ""]
    let rows = regions.map { region in
      let figures = Figures(region.signals)
      return [
        "  " + region.name, "\(figures.youths)", "\(region.signals.count)", "\(figures.exchanged)", "\(figures.ended)",
        "\(figures.desk)", "\(figures.withheld)",
      ]
    }
    let header = ["  region", "youths", "signals", "exchanged", "ended", "behind a desk", "withheld"]
    lines += TextTable.lines([header] + rows, gap: 3)
    lines += ["", "Who shares how many youths with whom; of all others neither side learns anything:", ""]
    lines += TextTable.lines(
      pairs.map { ["  " + $0.regions.map(name(of:)).joined(separator: " and "), "\($0.youths)"] }, gap: 3)
    lines += [
      "", "A family moved from \(name(of: moveFrom)) to \(name(of: moveTo)). \(decimals(moveSeconds)) s after the",
    ]
    lines += ["new region began to put its first signals in, both sides see each other:", ""]
    for sight in sights { lines += told(of: sight) }
    lines += [verdict]
    if let kept { lines += [""] + advice(kept) }
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    let time = "It took \(decimals(seconds)) s."
    if isRight {
      return "Every node shows exactly the matches that the generator knows: \(expected) of \(expected), none missing,"
        + " none extra,\nboth sides with each other's contact details. \(time)"
    }
    let shown = differences.prefix(10).map { difference in
      "  \(difference.region) with \(difference.peer): \(difference.kind.rawValue): \(difference.signals.joined(separator: ", "))"
    }
    let rest = differences.count > shown.count ? ["  and \(differences.count - shown.count) more"] : []
    return
      (["WRONG: \(differences.count) differences from the \(expected) matches that the generator knows. \(time)"]
      + shown + rest).joined(separator: "\n")
  }

  private func told(of sight: Sight) -> [String] {
    let own = (sight.match["signals"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
    let peer = sight.match["peer"]?.stringValue ?? ""
    var lines = ["  \(name(of: sight.region)) sees, for its signal \(own), in \(name(of: peer)):"]
    for involvement in sight.match["involvements"]?.arrayValue ?? [] {
      let contact = involvement["contact"]
      let reach = ["name", "phone", "email"].compactMap { contact?[$0]?.stringValue }.joined(separator: ", ")
      let since = "since \(involvement["since"]?.stringValue ?? "?")"
      let left = involvement["left"]?.stringValue.map { ", the family left in \($0)" } ?? ""
      lines.append("    \(involvement["organisation"]?["name"]?.stringValue ?? "?") (\(since)\(left)): \(reach)")
    }
    return lines + [""]
  }

  private func advice(_ kept: (folder: String, program: String)) -> [String] {
    let first = regions.first?.id ?? ""
    var lines = ["The homes are in \(kept.folder). Start the nodes again and look around:", ""]
    for region in regions {
      lines.append("  \(kept.program) serve --home \(kept.folder)/\(region.id) 2>>\(kept.folder)/\(region.id).log &")
    }
    for command in ["status", "match list", "agreement list", "sync now"] {
      lines.append("  \(kept.program) \(command) --home \(kept.folder)/\(first)")
    }
    return lines
  }

  private func name(of id: String) -> String { regions.first { $0.id == id }?.name ?? id }
  private func rounded(_ seconds: Double) -> Double { (seconds * 1_000).rounded() / 1_000 }
  private func decimals(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10)" }
}

/// What a region's signals count up to.
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
