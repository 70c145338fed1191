import CommandLine
import Demo
import LocalAPI
import Node
import PeerProtocol
import System

/// Ten signals of new youths for the first region of a pair, put in over a connection that is kept.
final class DailyChange {
  private let pair: NodePair
  private let folder: String
  private let additions: Int
  private let clients: [LocalClient]
  private var cursors: [Int] = [0, 0]
  private var people = SyntheticIdentities(seed: 365)
  /// Signals of youths whom only the second region knows, to match with.
  private var unmatched: [SyntheticSignal]
  private let templates: [SyntheticSignal]
  private var number = 0

  init(_ pair: NodePair, additions: Int, folder: String) throws {
    self.pair = pair
    self.additions = additions
    self.folder = folder
    clients = try pair.regions.map { try LocalClient(NodeHome(path: $0.home), as: .index) }
    let (own, others) = (pair.data.signals[pair.regions[0].id] ?? [], pair.data.signals[pair.regions[1].id] ?? [])
    let known = Set(own.flatMap(\.subject))
    templates = Array(own.filter { $0.isExchanged && $0.shielding == .none }.prefix(1_000))
    var seen = Set<String>()
    unmatched = others.filter {
      $0.isExchanged && known.isDisjoint(with: $0.subject) && seen.insert($0.youth).inserted
    }
    guard !templates.isEmpty, unmatched.count > 100 else {
      throw BenchmarkFailure(description: "too few youths for a day's change: take more")
    }
  }

  /// Makes the day's file, in which the other side knows the given number of youths.
  func prepare(matching: Int) throws -> String {
    var csv = Array((SyntheticSignal.header + "\r\n").utf8)
    for row in 0..<additions {
      number += 1
      var signal = templates[number % templates.count]
      signal.id = "dag-\(number)"
      signal.guardians = []
      signal.ending = nil
      if row < matching, let other = unmatched.popLast() {
        signal.subject = other.subject
      } else {
        signal.subject = [newIdentity()]
      }
      csv += Array((signal.fields.joined(separator: ",") + "\r\n").utf8)
    }
    let file = folder + "/day.csv"
    Files.remove(file)
    try Files.create(file, csv)
    return file
  }

  /// Uploads it.
  func put(_ file: String) throws {
    let answer = try clients[0].importSignals(FileReader(file), timeout: 30)
    guard answer.document.added == additions else {
      let said = String(decoding: answer.bytes.prefix(300), as: UTF8.self)
      throw BenchmarkFailure(description: "the node did not take the day's signals: \(said)")
    }
  }

  /// Seconds from a day's upload until both sides show its match with the other's professionals.
  func secondsUntilSeen() throws -> Double {
    for side in clients.indices { _ = try openedMatches(side) }
    let file = try prepare(matching: 1)
    let began = MonotonicTime.now
    try put(file)
    var isSeen = [false, false]
    try NodeRun.wait(seconds: 30, for: "a match on both sides") {
      for side in clients.indices where !isSeen[side] { isSeen[side] = try openedMatches(side) > 0 }
      return isSeen == [true, true]
    }
    return MonotonicTime.now - began
  }

  /// How many changes since the last call show somebody of the other side.
  private func openedMatches(_ side: Int) throws -> Int {
    var count = 0
    while true {
      let answer: NodeAnswer<ChangesDocument> = try clients[side].call(
        .changes, query: [("after", "\(cursors[side])"), ("limit", "1000")])
      let changes = answer.document.changes
      cursors[side] = Int(answer.document.cursor) ?? cursors[side]
      count += changes.count { change in
        guard case .held(let match) = change.match else { return false }
        return !match.involvements.isEmpty
      }
      if changes.count < 1_000 { return count }
    }
  }

  /// Not one of the pair's: those were drawn from another seed, and the space is large.
  private func newIdentity() -> String { people.next() }
}
