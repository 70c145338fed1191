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
    /// When it did.
    var offeredAt = 0
  }

  struct Direction: Hashable {
    var sender: Int
    var receiver: Int
  }

  /// What it holds nodes to.
  struct Rules {
    /// How far the receipts of a feed form one chain: always, while nobody goes on from a backup, or not at all.
    enum Chains { case always, untilRestored, never }

    var chains = Chains.always
    /// What each agreement allows of additions a day and of entries; nil where feeds are not counted.
    var limits: (perDay: Int, active: Int)?
    /// Whether contact details in messages are held against the models of the indexes.
    var checksDisclosures = false
    /// Whether contact details need a release.
    var needsRelease = false
  }

  var rules: Rules
  /// Everybody whom a message can be about.
  var people: Set<AgreementNames.Person>
  var feeds: [Direction: [FeedKey: Feed]] = [:]
  /// Additions that were new to a receiver, on its clock.
  var additions: [Direction: [(at: Int, count: Int)]] = [:]
  private var names: [AgreementId: AgreementNames] = [:]
  /// Proofs that reached a region and hold, by match and direction.
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

  init(_ rules: Rules, people: Set<AgreementNames.Person> = []) {
    self.rules = rules
    self.people = people
  }

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
  mutating func noteArrival(_ call: PeerCall, from sender: SimulatedNode, to receiver: SimulatedNode) {
    if call.path.hasSuffix("/batches"), let key = feedKey(call.path) {
      let direction = Direction(sender: sender.number, receiver: receiver.number)
      feeds[direction, default: [:]][key, default: Feed()].offered = call.body ?? []
      feeds[direction]?[key]?.offeredAt = receiver.clock.uptimeMilliseconds
    }
    guard let match = match(call.path), let body = call.body else { return }
    noteProof(match, body, from: sender, to: receiver)
  }

  /// An answer reached who asked.
  mutating func noteArrival(
    _ reply: PeerReply, to call: PeerCall, from sender: SimulatedNode, to receiver: SimulatedNode
  ) {
    guard reply.status == 200, let match = match(call.path) else { return }
    noteProof(match, reply.body, from: sender, to: receiver)
  }

  private mutating func noteProof(
    _ match: (agreement: AgreementId, id: MatchId), _ body: [UInt8], from prover: SimulatedNode,
    to verifier: SimulatedNode
  ) {
    let name = "\(match.id.base64URL) \(prover.number) \(verifier.number)"
    guard rules.checksDisclosures, !proven.contains(name), let view = try? MatchView(parsing: body),
      let person = try? names(match.agreement, prover, verifier).matches[match.id],
      (try? AgreementNames.verifies(view.proof, match.id, match.agreement, person, from: prover, to: verifier)) == true
    else { return }
    proven.insert(name)
  }

  /// A node made a request: what may be in it?
  mutating func watch(_ call: PeerCall, from sender: SimulatedNode, to receiver: SimulatedNode) throws {
    guard rules.checksDisclosures else { return }
    if Self.knowsItWasRestored(sender) { try checkHeldBack(call, sender) }
    guard let match = match(call.path), let body = call.body else { return }
    try watch(body, match.agreement, match.id, from: sender, to: receiver)
  }

  /// A node made an answer: what may be in it?
  mutating func watch(
    _ reply: PeerReply, to call: PeerCall, from sender: SimulatedNode, to receiver: SimulatedNode
  ) throws {
    guard rules.checksDisclosures else { return }
    if reply.status == 200, match(call.path) != nil, Self.knowsItWasRestored(sender) {
      throw Violation("restore", "\(sender.name) was restored, and answers a match before its index was imported")
    }
    guard reply.status == 200, let match = match(call.path) else {
      guard !Self.holdsContact(reply.body) else {
        throw Violation("disclosure", "\(sender.name) gives contact details in an answer that is not about a match")
      }
      return
    }
    try watch(reply.body, match.agreement, match.id, from: sender, to: receiver)
  }

  /// True where something proves that the node was restored, and nobody confirmed an import since.
  private static func knowsItWasRestored(_ node: SimulatedNode) -> Bool {
    node.look { $0.peering.restoration.evidence.contains { $0.sign != .seenAhead } }
  }

  /// A restored node sends withdrawals only: what was erased since the backup stays erased.
  private func checkHeldBack(_ call: PeerCall, _ sender: SimulatedNode) throws {
    let adds = (try? BatchRequest(parsing: call.body ?? []))?.pointCount ?? 0
    guard match(call.path) == nil, !call.path.hasSuffix("/batches") || adds == 0 else {
      throw Violation("restore", "\(sender.name) was restored, and sends more than withdrawals before its import")
    }
  }

  private static let mark = Array(Report.mailHost.utf8)
  static func holdsContact(_ body: [UInt8]) -> Bool { Haystack(body).contains(mark) }

  private mutating func watch(
    _ body: [UInt8], _ agreement: AgreementId, _ id: MatchId, from sender: SimulatedNode, to receiver: SimulatedNode
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
    // What is told to a region rests on a proof of that region that reached who tells.
    guard proven.contains("\(id.base64URL) \(receiver.number) \(sender.number)") else {
      throw Violation("disclosure", "\(what) before a proof came that holds")
    }
    if rules.needsRelease, !released.contains(Direction(sender: sender.number, receiver: receiver.number)) {
      throw Violation("disclosure", "\(what) though nobody released them")
    }
    // While something is being entered nobody knows what is true just now.
    guard !sender.tasks.contains(where: { $0.isEntry || $0.isImport }) else { return }
    let signals =
      person.kind == .youth
      ? sender.index.visible(in: sender.index.component(of: [person.identity]))
      : sender.index.family(of: person.identity)
    let allowed = Set(signals.filter { $0.shielding != "desk" }.map(\.report.email))
    let view = try? MatchView(parsing: body)
    let given = (view?.involvements ?? []).map(\.contact.email).filter { $0.hasSuffix(Report.mailHost) }
    for email in given where !allowed.contains(email) {
      throw Violation("disclosure", "\(what) of \(email), whom the match is not about")
    }
  }

  /// The names that everything has under an agreement.
  mutating func names(_ agreement: AgreementId, _ one: SimulatedNode, _ other: SimulatedNode) throws
    -> AgreementNames
  {
    if let known = names[agreement], known.people == people.count { return known }
    let made = try AgreementNames(agreement, [one, other].sorted { $0.name < $1.name }, people)
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
