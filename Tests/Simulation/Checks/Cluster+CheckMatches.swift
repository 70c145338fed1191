import Cryptography
import Engine
import PeerProtocol
import Region

extension Cluster {
  /// What one region should see with another: by its own signals, what is told of the others.
  private struct Expected {
    var youths: [String: Set<String>] = [:]
    var families: [String: Set<String>] = [:]
    /// Families of which not everything is released now; what was released before the match was hidden may still be held.
    var unreleased: Set<String> = []
  }

  func checkMatches(_ node: SimulatedNode, _ other: SimulatedNode) throws {
    // What a region holds of one that forged its tokens, and that it suspended for it, is what it was.
    guard !isMisled(node, other) else { return }
    let agreements = inForce(node, other).map(\.id)
    guard Set(agreements) == Set(inForce(other, node).map(\.id)) else {
      throw Violation("agreements", "\(node.name) and \(other.name) hold different agreements in force")
    }
    let found = try openMatches(node).filter { $0["peer"]?.stringValue == other.name.text }
    let theirs = try openMatches(other).filter { $0["peer"]?.stringValue == node.name.text }
    var expected = Expected()
    if let agreement = agreements.last { expected = try expect(node, other, agreement) }
    try compare(found.filter { $0["kind"] == "youth" }, expected.youths, [], node, other)
    try compare(found.filter { $0["kind"] == "family" }, expected.families, expected.unreleased, node, other)
    try compareSides(found, theirs, node, other)
  }

  private func compare(
    _ found: [JSONValue], _ expected: [String: Set<String>], _ vague: Set<String>, _ node: SimulatedNode,
    _ other: SimulatedNode
  ) throws {
    var shown: [String: Set<String>] = [:]
    let what = "\(node.name) with \(other.name)"
    for match in found {
      let name = Self.name(match)
      // Two guardians may stand on the same signals.
      guard shown[name] == nil || match["kind"] == "family" else {
        throw Violation("matches", "\(what): one youth is shown twice")
      }
      shown[name, default: []].formUnion((match["involvements"]?.arrayValue ?? []).map(\.text))
    }
    for (name, involvements) in expected where shown[name] != involvements {
      guard let held = shown[name] else { throw Violation("matches", "\(what): none on \(name)") }
      if vague.contains(name) { continue }
      throw Violation(
        "matches",
        "\(what): on \(name), too much: \(held.subtracting(involvements).sorted()), missing: \(involvements.subtracting(held).sorted())"
      )
    }
    for name in shown.keys where expected[name] == nil {
      throw Violation("matches", "\(what): shown on \(name), and is none")
    }
  }

  static func name(_ match: JSONValue) -> String {
    (match["signals"]?.arrayValue ?? []).compactMap(\.stringValue).sorted().joined(separator: ",")
  }

  private static func name(_ signals: [IndexModel.Held]) -> String {
    signals.map(\.report.id).sorted().joined(separator: ",")
  }

  private func expect(
    _ node: SimulatedNode, _ other: SimulatedNode, _ agreement: AgreementId
  ) throws -> Expected {
    var expected = Expected()
    let names = try observer.names(agreement, node, other)
    let (own, peer) = (node.index, other.index)
    let both = own.feed(.youth).intersection(peer.feed(.youth))
    /// What both sides call the youth match of a youth: the smallest proven one.
    func youthMatch(_ index: IndexModel, _ signal: IndexModel.Held) -> MatchId? {
      index.component(of: Set(signal.report.youth)).intersection(both)
        .compactMap { names.matchIds[.init(kind: .youth, identity: $0)] }.min()
    }
    /// The signals that the other region released of what it knows of somebody; nil where nothing has to be.
    func released(_ kind: FeedKind, _ identity: String) -> Set<String>? {
      guard needsRelease else { return nil }
      guard let id = names.matchIds[.init(kind: kind, identity: identity)] else { return [] }
      return other.look { state in
        state.matches.records[id]?.shown.flatMap { state.matches.shown[$0] }?.work.released ?? []
      }
    }
    for youth in own.youths where !youth.isDisjoint(with: both) {
      var told: Set<String> = []
      for identity in youth.intersection(both) {
        let given = released(.youth, identity)
        let signals = peer.visible(in: peer.component(of: [identity]))
          .filter { given?.contains($0.report.id) ?? true }
        told.formUnion(signals.map { IndexModel.involvement($0, region: other.name) })
      }
      expected.youths[Self.name(own.visible(in: youth))] = told
    }
    guard hasFamilies else { return expected }
    for guardian in own.feed(.guardian).intersection(peer.feed(.guardian)) {
      let (ours, told) = (own.family(of: guardian), peer.family(of: guardian))
      let given = released(.guardian, guardian)
      func isReleased(_ signal: IndexModel.Held) -> Bool { given?.contains(signal.report.id) ?? true }
      let theirNames = told.map { (isReleased($0), youthMatch(peer, $0)) }.filter { $0.0 || $0.1 != nil }.map(\.1)
      let allNames = ours.map { youthMatch(own, $0) } + theirNames
      let first = ours.first.flatMap { youthMatch(own, $0) }
      if let first, !theirNames.isEmpty, allNames.allSatisfy({ $0 == first }) { continue }
      let involvements = told.compactMap { signal -> String? in
        let name = youthMatch(peer, signal)
        if isReleased(signal) { return IndexModel.involvement(signal, region: other.name, youthMatch: name?.base64URL) }
        return name.map { Self.withheld(signal, $0) }
      }
      expected.families[Self.name(ours), default: []].formUnion(involvements)
      if !told.allSatisfy(isReleased) { expected.unreleased.insert(Self.name(ours)) }
    }
    return expected
  }

  /// What is told of a youth before anything is released.
  private static func withheld(_ signal: IndexModel.Held, _ match: MatchId) -> String {
    let nobody: JSONValue = ["id": "withheld", "name": "withheld", "sector": ""]
    let involvement: JSONValue = [
      "organisation": nobody, "contact": ["name": "", "phone": "", "email": ""],
      "since": .string(signal.report.startedOn.yearMonth.iso), "involvement": "direct", "temporary": false,
      "youthMatch": .string(match.base64URL),
    ]
    return involvement.text
  }

  /// What each side says it does, the other side sees.
  private func compareSides(
    _ found: [JSONValue], _ theirs: [JSONValue], _ node: SimulatedNode, _ other: SimulatedNode
  ) throws {
    func youth(_ match: JSONValue, _ index: IndexModel) -> Set<String> {
      let ids = (match["signals"]?.arrayValue ?? []).compactMap(\.stringValue)
      return index.component(of: Set(ids.flatMap { index.held[$0]?.report.youth ?? [] }))
    }
    let both = node.index.feed(.youth).intersection(other.index.feed(.youth))
    let far = theirs.filter { $0["kind"] == "youth" }.map { ($0, youth($0, other.index).intersection(both)) }
    let near = found.filter { $0["kind"] == "youth" }.map { ($0, youth($0, node.index).intersection(both)) }
    for (match, people) in near {
      // Only where one youth here is one youth there: else several words meet, and the latest counts.
      guard let (opposite, _) = far.first(where: { $0.1 == people }) else { continue }
      for part in ["followUp", "handover", "consent"] where match["own"]?[part] != opposite["theirs"]?[part] {
        throw Violation(
          "work",
          "\(other.name) sees another \(part) than \(node.name) says: \(opposite["theirs"]?[part]?.text ?? "none")")
      }
      guard match["own"]?["coordination"]?["holder"] == opposite["theirs"]?["coordination"]?["holder"],
        match["own"]?["coordination"]?["state"] == opposite["theirs"]?["coordination"]?["state"]
      else { throw Violation("work", "\(other.name) sees other coordination than \(node.name) says") }
    }
  }
}
