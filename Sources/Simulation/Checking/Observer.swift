import Cryptography
import Engine
import PeerProtocol
import Region

/// Sees every message that crosses the network, knows what is true, and keeps a book of its own of every feed.
struct Observer {
  /// What a receiver should hold of a feed, counted from the batches that it countersigned.
  struct Feed {
    var receipts: [DocumentId] = []
    var generation = 0
    var isComplete = false
    var entries: [Handle: Int] = [:]
    /// The last batch that reached the receiver.
    var offered: [UInt8] = []
  }

  struct Direction: Hashable {
    var sender: Int
    var receiver: Int
  }

  let scenario: Scenario
  var feeds: [Direction: [FeedKey: Feed]] = [:]
  /// Additions that were new to a receiver, on its clock.
  var additions: [Direction: [(at: Int, count: Int)]] = [:]
  var names: [AgreementId: Names] = [:]
  /// The last message about a match that reached a region, until a proof in one verified.
  private var lastMessage: [String: [UInt8]] = [:]
  private var proven: Set<String> = []
  /// Regions that released their contact details to another in some match.
  var released: Set<Direction> = []
  /// The report that each professional's address stands in.
  var persons: [String: String] = [:]
  /// What people did with matches.
  var works: [String: Work] = [:]
  /// Pairs of regions whose agreement ended in between.
  var breaks: Set<[Int]> = []
  /// How many messages with contact details were looked at.
  private(set) var disclosures = 0

  init(_ scenario: Scenario) { self.scenario = scenario }

  // MARK: - Matches

  private static let matchPathLength = "/v1/agreements//matches/".utf8.count + 43 + 22

  private func match(_ path: String) -> (agreement: AgreementId, id: MatchId)? {
    guard path.utf8.count == Self.matchPathLength else { return nil }
    let parts = path.split(separator: "/")
    guard parts.count == 5, parts[3] == "matches", let agreement = AgreementId(base64URL: String(parts[2])),
      let id = MatchId(base64URL: String(parts[4]))
    else { return nil }
    return (agreement, id)
  }

  /// A request reached its node, with whatever proof is in it.
  mutating func noteArrival(_ call: PeerCall, from sender: SimulatedRegion, to receiver: SimulatedRegion) {
    if call.path.hasSuffix("/batches"), let key = feedKey(call.path) {
      feeds[Direction(sender: sender.number, receiver: receiver.number), default: [:]][key, default: Feed()].offered =
        call.body ?? []
    }
    guard let match = match(call.path), let body = call.body else { return }
    noteProof(match.id, body, from: sender, to: receiver)
  }

  /// An answer reached who asked.
  mutating func noteArrival(
    _ reply: PeerReply, to call: PeerCall, from sender: SimulatedRegion, to receiver: SimulatedRegion
  ) {
    guard reply.status == 200, let match = match(call.path) else { return }
    noteProof(match.id, reply.body, from: sender, to: receiver)
  }

  private mutating func noteProof(
    _ id: MatchId, _ body: [UInt8], from sender: SimulatedRegion, to receiver: SimulatedRegion
  ) {
    let name = "\(id.base64URL) \(sender.number) \(receiver.number)"
    if !proven.contains(name) { lastMessage[name] = body }
  }

  /// A node made a request: what may be in it?
  mutating func watch(_ call: PeerCall, from sender: SimulatedRegion, to receiver: SimulatedRegion) throws {
    guard let match = match(call.path), let body = call.body else { return }
    try watch(body, match.agreement, match.id, from: sender, to: receiver)
  }

  /// A node made an answer: what may be in it?
  mutating func watch(
    _ reply: PeerReply, to call: PeerCall, from sender: SimulatedRegion, to receiver: SimulatedRegion
  ) throws {
    guard reply.status == 200, let match = match(call.path) else {
      guard !Self.holdsContact(reply.body) else {
        throw Violation("disclosure", "\(sender.name) gives contact details in an answer that is not about a match")
      }
      return
    }
    try watch(reply.body, match.agreement, match.id, from: sender, to: receiver)
  }

  private static let mark = Array(Report.mailHost.utf8)
  static func holdsContact(_ body: [UInt8]) -> Bool { Haystack(body).contains(mark) }

  private mutating func watch(
    _ body: [UInt8], _ agreement: AgreementId, _ id: MatchId, from sender: SimulatedRegion, to receiver: SimulatedRegion
  ) throws {
    guard Self.holdsContact(body) else { return }
    disclosures += 1
    let what = "\(sender.name) gives contact details to \(receiver.name)"
    guard sender.look({ $0.agreements.records[agreement]?.isInForce(now: sender.now) == true }) else {
      throw Violation("disclosure", "\(what) under no agreement in force")
    }
    guard sender.look({ $0.agreements.records[agreement]?.document.signatures.count == 2 }) else {
      throw Violation("disclosure", "\(what) under an agreement that two regions did not sign")
    }
    guard let person = try names(agreement, sender, receiver).matches[id] else {
      throw Violation("disclosure", "\(what) in a match that does not exist")
    }
    try checkProof(id, agreement, person, what, from: receiver, to: sender)
    if scenario.needsRelease, !released.contains(Direction(sender: sender.number, receiver: receiver.number)) {
      throw Violation("disclosure", "\(what) though nobody released them")
    }
    // While something is being entered nobody knows what is true just now.
    guard sender.deeds.isEmpty else { return }
    let signals =
      person.kind == .youth
      ? sender.truth.visible(in: sender.truth.component(of: [person.number])) : sender.truth.family(of: person.number)
    let allowed = Set(signals.filter { $0.report.shielding != "desk" }.map(\.report.email))
    let view = try? MatchView(parsing: body)
    let given = (view?.involvements ?? []).map(\.contact.email).filter { $0.hasSuffix(Report.mailHost) }
    for email in given where !allowed.contains(email) {
      throw Violation("disclosure", "\(what) of \(email), whom the match is not about")
    }
  }

  /// What is told to a region rests on a proof of that region that reached who tells.
  private mutating func checkProof(
    _ id: MatchId, _ agreement: AgreementId, _ person: Names.Person, _ what: String, from prover: SimulatedRegion,
    to verifier: SimulatedRegion
  ) throws {
    let name = "\(id.base64URL) \(prover.number) \(verifier.number)"
    guard !proven.contains(name) else { return }
    guard let body = lastMessage[name], let view = try? MatchView(parsing: body) else {
      throw Violation("disclosure", "\(what) before a proof came")
    }
    guard try Names.verifies(view.proof, id, agreement, person, from: prover, to: verifier) else {
      throw Violation("disclosure", "\(what) on a proof that does not hold")
    }
    proven.insert(name)
    lastMessage[name] = nil
  }

  /// The names that everything has under an agreement.
  mutating func names(_ agreement: AgreementId, _ one: SimulatedRegion, _ other: SimulatedRegion) throws -> Names {
    if let known = names[agreement] { return known }
    let made = try Names(agreement, [one, other].sorted { $0.name < $1.name }, scenario)
    names[agreement] = made
    return made
  }

  func feedKey(_ path: String) -> FeedKey? {
    let parts = path.split(separator: "/")
    guard parts.count == 6, parts[3] == "feeds", let agreement = AgreementId(base64URL: String(parts[2])),
      let kind = FeedKind(name: String(parts[4]))
    else { return nil }
    return FeedKey(agreement: agreement, kind: kind)
  }
}
