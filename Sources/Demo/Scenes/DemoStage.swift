import Glibc
import Node
import PeerProtocol
import System

/// Where a scene is played: regions with running nodes that are peers, and what they hold.
final class DemoStage {
  /// What each region reported so far; grows with the scenes.
  private(set) var signals: [String: [SyntheticSignal]]
  private let regions: [DemoRegion]
  private let folder: String
  /// Seconds after which what is not seen counts as not there.
  private let patience: Double
  private var lines: [DemoSceneResult.Line] = []
  private var matches: [(region: String, match: JSONValue)] = []

  init(
    regions: [DemoRegion], signals: [String: [SyntheticSignal]] = [:], folder: String, patience: Double
  ) {
    self.regions = regions
    self.signals = signals
    self.folder = folder
    self.patience = patience
  }

  /// Plays a scene to its end, or to where it does not come out.
  ///
  /// - Throws: what keeps the demo from going on; a scene that does not come out is a result.
  func play(_ scene: any DemoScene) throws -> DemoSceneResult {
    (lines, matches) = ([], [])
    var result = DemoSceneResult(id: scene.id, title: scene.title, lines: [], matches: [])
    do {
      try scene.play(on: self)
    } catch let failure as DemoSceneFailure {
      result.failure = failure.description
    }
    (result.lines, result.matches) = (lines, matches)
    return result
  }

  // MARK: - What people do

  /// Reports a signal, or changes it, without the `omitted` members of the document.
  func put(_ signal: SyntheticSignal, in region: String, omitting omitted: Set<String> = []) throws {
    let file = "\(folder)/scene-\(signal.id).json"
    let members = signal.document.objectValue ?? [:]
    if Files.mode(of: file) != nil { Files.remove(file) }
    try Files.create(file, JSONText.bytes(of: .object(members.filter { !omitted.contains($0.key) })))
    try self.region(region).command(["signal", "put", file])
    signals[region, default: []].removeAll { $0.id == signal.id }
    signals[region, default: []].append(signal)
  }

  /// Gives a command in a region, on a match where one is given.
  @discardableResult
  func command(_ words: String..., on match: JSONValue? = nil, in region: String) throws -> JSONValue {
    try self.region(region).command(words, operand: match?["matchId"]?.stringValue)
  }

  /// Exchanges until nothing is left to send, guardians too.
  func exchange(_ names: [String]? = nil) throws {
    // Twice: what arrived from the others may ask for an answer.
    for _ in 0..<2 {
      for name in names ?? regions.map(\.id) { try region(name).command(["sync", "now"]) }
    }
  }

  // MARK: - What people see

  /// The open match that a region shows for exactly these signals, once it is as it must be; `what` says what that is.
  func see(
    _ kind: DemoComparison.MatchKind, of ids: [String], in region: String, with peer: String, _ what: String,
    until isRight: (JSONValue) -> Bool = { _ in true }
  ) throws -> JSONValue {
    let deadline = MonotonicTime.now + patience
    while true {
      let found = try self.region(region).openMatches().first { match in
        match["kind"]?.stringValue == kind.rawValue && match["peer"]?.stringValue == peer
          && match["signals"] == .array(ids.sorted().map { JSONValue($0) })
          && match["involvements"]?.arrayValue?.isEmpty == false
      }
      if let found, isRight(found) { return found }
      guard MonotonicTime.now < deadline else {
        throw DemoSceneFailure(
          description: "\(name(region)) does not see \(what)" + (found == nil ? "; it shows no such match" : ""))
      }
      try Interruption.check()
      usleep(50_000)
    }
  }

  /// Makes sure that a region shows no match with one of these signals.
  func seesNothing(of ids: [String], kind: DemoComparison.MatchKind? = nil, in region: String) throws {
    let matches = try self.region(region).openMatches().filter {
      kind == nil || $0["kind"]?.stringValue == kind?.rawValue
    }
    guard matches.allSatisfy({ Set(ids).isDisjoint(with: Self.signals(of: $0)) }) else {
      throw DemoSceneFailure(description: "\(name(region)) shows a match of \(ids.joined(separator: ", ")) too early")
    }
  }

  /// Why a match stands on a region's worklist; nothing where it does not.
  func worklist(of region: String, _ match: JSONValue) throws -> Set<String> {
    let items = try self.region(region).command(["worklist"])["items"]?.arrayValue ?? []
    let item = items.first { $0["match"]?["matchId"] == match["matchId"] }
    return Set((item?["reasons"]?.arrayValue ?? []).compactMap(\.stringValue))
  }

  /// Makes sure of something that a region's people must see.
  func expect(_ isRight: Bool, _ region: String, _ what: String) throws {
    guard isRight else { throw DemoSceneFailure(description: "\(name(region)): \(what)") }
  }

  // MARK: - What is told

  /// Tells what happens in a region, or what its people see.
  func tell(_ region: String, _ text: String) {
    lines.append(DemoSceneResult.Line(region: region, text: text))
  }

  /// Keeps a match for the result, as a region sees it at the end.
  func keep(_ match: JSONValue, of region: String) { matches.append((region, match)) }

  /// The regions' ids, those of a scene or not.
  var everywhere: [String] { regions.map(\.id) }

  func name(_ id: String) -> String { regions.first { $0.id == id }?.name ?? id }

  /// One involvement in words: who, since when, and how to reach them.
  static func words(_ involvement: JSONValue?) -> String {
    let contact = involvement?["contact"]
    let left = involvement?["left"]?.stringValue.map { ", left in \($0)" } ?? ""
    return (involvement?["organisation"]?["name"]?.stringValue ?? "?")
      + " (since \(involvement?["since"]?.stringValue ?? "?")\(left)): "
      + ["name", "phone"].compactMap { contact?[$0]?.stringValue }.joined(separator: ", ")
  }

  /// The involvements of a match, those that began first in front.
  static func involvements(_ match: JSONValue) -> [JSONValue] {
    (match["involvements"]?.arrayValue ?? []).sorted {
      ($0["since"]?.stringValue ?? "", words($0)) < ($1["since"]?.stringValue ?? "", words($1))
    }
  }

  static func signals(of match: JSONValue) -> [String] {
    (match["signals"]?.arrayValue ?? []).compactMap(\.stringValue)
  }

  private func region(_ id: String) throws -> DemoRegion {
    guard let region = regions.first(where: { $0.id == id }) else {
      throw DemoRegion.Failure(description: "there is no region \(id) in this demo")
    }
    return region
  }
}
