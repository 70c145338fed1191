import Glibc
import LocalAPI
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
  private var matches: [(region: String, match: MatchDocument)] = []

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

  /// Gives a command in a region, on a match where one is given, and reads its answer.
  func ask<Answer: LocalDocument>(_ words: String..., on match: MatchDocument? = nil, in region: String) throws
    -> Answer
  {
    try self.region(region).ask(words, operand: match?.matchId)
  }

  /// The same for a command on a match, whose answer is the match as it is then.
  @discardableResult
  func work(_ words: String..., on match: MatchDocument, in region: String) throws -> MatchDocument {
    try self.region(region).ask(["match"] + words, operand: match.matchId)
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
    _ kind: MatchDocument.Kind, of ids: [String], in region: String, with peer: String, _ what: String,
    until isRight: (MatchDocument) -> Bool = { _ in true }
  ) throws -> MatchDocument {
    let deadline = MonotonicTime.now + patience
    while true {
      let found = try self.region(region).openMatches().first { match in
        match.kind == kind && match.peer == peer && match.signals == ids.sorted() && !match.involvements.isEmpty
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
  func seesNothing(of ids: [String], kind: MatchDocument.Kind? = nil, in region: String) throws {
    let matches = try self.region(region).openMatches().filter { kind == nil || $0.kind.known == kind }
    guard matches.allSatisfy({ Set(ids).isDisjoint(with: $0.signals) }) else {
      throw DemoSceneFailure(description: "\(name(region)) shows a match of \(ids.joined(separator: ", ")) too early")
    }
  }

  /// Why a match stands on a region's worklist; empty where it does not.
  func worklist(of region: String, _ match: MatchDocument) throws -> [WorklistDocument.Reason] {
    let worklist: WorklistDocument = try ask("worklist", in: region)
    let item = worklist.items.first { $0.match?.matchId == match.matchId }
    return (item?.reasons ?? []).compactMap(\.known)
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
  func keep(_ match: MatchDocument, of region: String) { matches.append((region, match)) }

  /// The regions' ids, those of a scene or not.
  var everywhere: [String] { regions.map(\.id) }

  func name(_ id: String) -> String { regions.first { $0.id == id }?.name ?? id }

  /// One involvement in words: organisation, since when, and how to reach its professional.
  static func words(_ involvement: InvolvementDocument?) -> String {
    guard let involvement else { return "?" }
    let left = involvement.left.map { ", left in \($0)" } ?? ""
    let contact = [involvement.contact.name, involvement.contact.phone].compactMap(\.self).joined(separator: ", ")
    return "\(involvement.organisation.name) (since \(involvement.since)\(left)): \(contact)"
  }

  /// The involvements of a match, those that began first in front.
  static func involvements(_ match: MatchDocument) -> [InvolvementDocument] {
    match.involvements.sorted { ($0.since, words($0)) < ($1.since, words($1)) }
  }

  private func region(_ id: String) throws -> DemoRegion {
    guard let region = regions.first(where: { $0.id == id }) else {
      throw DemoRegion.Failure(description: "there is no region \(id) in this demo")
    }
    return region
  }
}
