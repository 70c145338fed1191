import Cryptography
import PeerProtocol
import Region
import Simulation
import TestSupport
import Testing

@testable import Engine

/// Several regions, their people and the network between them, driven from one seed in one thread.
final class World {
  /// What goes wrong, in so many of a hundred.
  struct Faults {
    var lost = 8
    var unanswered = 8
    var doubled = 8
    var crash = 4
    var snapshot = 2
    var partition = 2

    static let none = Faults(lost: 0, unanswered: 0, doubled: 0, crash: 0, snapshot: 0, partition: 0)
  }

  private struct Message {
    var delivery: Delivery
    var sender: Int
    var start: Int
  }

  let random: SeededRandom
  let time = SharedTime(1_790_000_000_000)
  let switchboard = Switchboard()
  private(set) var nodes: [SimulatedNode] = []
  var indexes: [SimulatedIndex]
  var followers: [Follower]
  /// What agreements say from now on.
  var perDay = 10_000
  var active = 5_000
  var perYear = 100_000
  var kinds: [JSONValue] = ["youth", "guardian"]
  /// Whether receipts must form one chain: not where both sides were restored from backups.
  var checksChains = true
  var history = false
  var contactRelease = "automatic"
  private var faults = Faults.none
  private var underWay: [Message] = []
  private var late: [(call: PeerCall, sender: Int)] = []
  private var separated: Set<[Int]> = []
  /// The receipts of each region's feeds that their receiver countersigned, in order.
  private(set) var chains: [Int: [FeedKey: [DocumentId]]] = [:]
  private let identities: [String]
  private var people = 0

  init(seed: UInt64, regions: Int, identities count: Int) throws {
    random = SeededRandom(seed: seed)
    identities = (0..<count).map { "vnr:\(1_000_000_000 + $0 * 7_919)" }
    indexes = Array(repeating: SimulatedIndex(), count: regions)
    followers = Array(repeating: Follower(), count: regions)
    for number in 0..<regions {
      let skew = number == 0 ? 0 : Int.random(in: -250_000...250_000, using: &generator)
      nodes.append(
        try SimulatedNode("region-\(number)", time: time, skew: skew, switchboard: switchboard, random: random))
    }
  }

  /// The seed's generator, shared by everything here.
  var generator: SeededRandom {
    get { random }
    set {}
  }

  func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }
  func chance(_ percent: Int) -> Bool { number(0..<100) < percent }

  // MARK: - People

  /// Every two regions become peers and conclude an agreement.
  func connectAll() throws {
    for first in nodes.indices {
      for second in nodes.indices where first < second {
        try peer(first, second)
        try propose(first, second)
      }
    }
    try settle()
  }

  func peer(_ inviter: Int, _ joiner: Int) throws {
    let code = try #require(try nodes[inviter].engine.createInvitation()["code"]?.stringValue)
    _ = try nodes[joiner].engine.join(code: code)
    _ = try nodes[inviter].engine.accept(region: nodes[joiner].name.text)
  }

  func terms(_ first: Int, _ second: Int, replaces: String? = nil) -> JSONValue {
    let now = Timestamp(seconds: Int64(time.milliseconds / 1000))
    let limits: JSONValue = ["active": JSONValue(active), "perDay": JSONValue(perDay), "perYear": JSONValue(perYear)]
    return JSONValue(present: [
      "purpose": "early help", "legalBasis": "Jeugdwet", "kinds": .array(kinds),
      "limits": .object([nodes[first].name.text: limits, nodes[second].name.text: limits]),
      "contactRelease": .string(contactRelease), "history": .bool(history), "followUpDays": 7, "silenceDays": 90,
      "validFrom": JSONValue(now.adding(days: -1)), "validUntil": JSONValue(now.adding(days: 1_000)),
      "replaces": replaces.map(JSONValue.string),
    ])
  }

  /// One region's two people propose; nothing where the node says no or dies over it.
  func propose(_ first: Int, _ second: Int, replaces: String? = nil) throws {
    let node = nodes[first]
    let drafted = try? node.engine.proposeAgreement(
      with: nodes[second].name.text, terms: terms(first, second, replaces: replaces), approver: node.operatorRole)
    try revive(first)
    guard let id = drafted?["agreementId"]?.stringValue else { return }
    try insist(first) { _ = try? $0.approve(id: id, approver: node.officer) }
  }

  /// Both people of a region approve all that it was offered.
  func approveOffers(_ number: Int) throws {
    for record in nodes[number].state.agreements.records.values where record.status == .received {
      let node = nodes[number]
      for person in [node.officer, node.operatorRole] {
        try insist(number) { _ = try? $0.approve(id: record.id.base64URL, approver: person) }
      }
      // What overlaps another agreement cannot be approved; people decline it.
      guard nodes[number].state.agreements.records[record.id]?.status == .received else { continue }
      try insist(number) {
        _ = try? $0.rejectAgreement(
          id: record.id.base64URL, reason: "there is one", approver: nodes[number].operatorRole)
      }
    }
  }

  /// Does something until the node lived through it.
  func insist(_ number: Int, _ body: (Engine) throws -> Void) throws {
    while true {
      try body(nodes[number].engine)
      if try !revive(number) { return }
    }
  }

  func put(_ report: Report, at number: Int) throws {
    let expected = indexes[number].put(report, today: nodes[number].today)
    var tries = 0
    var result: String?
    try insist(number) { engine in
      tries += 1
      result = (try? engine.putSignal(id: report.id, document: report.document))?["result"]?.stringValue
    }
    if tries == 1 { #expect(result == expected, "\(report)") }
  }

  func withdraw(_ id: String, reason: String, at number: Int) throws {
    indexes[number].withdraw(id, reason: reason, today: nodes[number].today)
    try insist(number) { _ = try? $0.withdrawSignal(id: id, reason: reason) }
  }

  /// A report as people make them: several identities a youth, several signals, shielded, ended and repeated ones.
  func randomReport(_ number: Int) -> Report {
    let id = "s\(self.number(0..<identities.count))"
    if chance(10), let known = indexes[number].last[id] { return known }
    people += 1
    var report = Report(
      id: id, youth: [identities[self.number(0..<identities.count)]], person: "person-\(number)-\(people)",
      startedOn: nodes[number].today.adding(days: -self.number(0..<735)))
    while chance(20) && report.youth.count < 4 {
      let other = identities[self.number(0..<identities.count)]
      if !report.youth.contains(other) { report.youth.append(other) }
    }
    report.sector = ["jeugdhulp", "onderwijs", "opvang", "politie"][self.number(0..<4)]
    report.shielding = ["", "", "", "none", "desk", "withheld"][self.number(0..<6)]
    report.isIndirect = chance(20)
    report.isTemporary = chance(20)
    if chance(25) {
      report.endReason =
        ["risk-gone", "moved-away", "moved-away", "mistaken", "objection", "mistaken"][
          self.number(0..<6)]
      report.endedOn = nodes[number].today
    }
    return report
  }

  private func act() throws {
    let number = self.number(0..<nodes.count)
    switch self.number(0..<100) {
    case 0..<60: try put(randomReport(number), at: number)
    case 60..<90:
      let reasons = ["risk-gone", "moved-away", "mistaken", "objection"]
      guard let id = indexes[number].held.keys.sorted().randomElement(using: &generator) else { return }
      try withdraw(id, reason: reasons[self.number(0..<reasons.count)], at: number)
    case 90..<93: try changeAgreement(number)
    default: time.advance(chance(10) ? self.number(0..<40) * 3_600_000 : self.number(0..<60_000))
    }
  }

  /// A region ends an agreement, renews it, or proposes one where there may be one.
  private func changeAgreement(_ number: Int) throws {
    let other = (number + 1 + self.number(0..<nodes.count - 1)) % nodes.count
    let node = nodes[number]
    let current = node.state.agreements.with(nodes[other].name).last { $0.status == .concluded }?.id.base64URL
    if let current, chance(40) {
      try insist(number) {
        _ = try? $0.revokeAgreement(id: current, reason: "a change of plan", approver: node.operatorRole)
      }
    } else {
      try propose(number, other, replaces: current)
    }
  }

  // MARK: - The network

  /// Lets people, nodes and network do something at random.
  func run(steps: Int, faults: Faults) throws {
    self.faults = faults
    for _ in 0..<steps {
      switch number(0..<10) {
      case 0..<3: try act()
      case 3..<5: try collect(number(0..<nodes.count))
      case 5..<9: try deliverOne()
      default: try disturb()
      }
    }
    self.faults = .none
  }

  private func collect(_ number: Int) throws {
    let node = nodes[number]
    for peer in node.engine.outboxes.peersToServe {
      for delivery in node.engine.outboxes.nextDeliveries(to: peer) {
        underWay.append(Message(delivery: delivery, sender: number, start: node.starts))
      }
    }
    try revive(number)
  }

  private func deliverOne() throws {
    if !late.isEmpty, chance(30) {
      let (call, sender) = late.remove(at: number(0..<late.count))
      _ = try carry(call, sender)
    }
    guard !underWay.isEmpty else { return }
    let message = underWay.remove(at: number(0..<underWay.count))
    let call = message.delivery.call
    let receiver = nodes.firstIndex { $0.endpoint == call.endpoint } ?? 0
    var outcome: Result<PeerReply, PeerCallFailure>
    if separated.contains([message.sender, receiver].sorted()) {
      outcome = .failure(chance(50) ? .timedOut : .notReachable("no route"))
    } else if chance(faults.lost) {
      outcome = .failure(.timedOut)
      if chance(50) { late.append((call, message.sender)) }
    } else {
      if chance(faults.doubled) { late.append((call, message.sender)) }
      outcome = try carry(call, message.sender)
      if chance(faults.unanswered) { outcome = .failure(.timedOut) }
    }
    // A process that started anew knows nothing of what an earlier one had sent.
    guard nodes[message.sender].starts == message.start else { return }
    nodes[message.sender].engine.outboxes.complete(message.delivery, outcome)
    try revive(message.sender)
  }

  private func carry(_ call: PeerCall, _ sender: Int) throws -> Result<PeerReply, PeerCallFailure> {
    let receiver = nodes.firstIndex { $0.endpoint == call.endpoint } ?? 0
    let outcome = switchboard.carry(call, from: nodes[sender].tlsKey)
    let died = try revive(receiver)
    noteReceipts(sender, receiver)
    return died ? .failure(.timedOut) : outcome
  }

  /// The receipts of a feed form one chain, whatever is lost or comes twice.
  private func noteReceipts(_ sender: Int, _ receiver: Int) {
    guard checksChains else { return }
    for (key, feed) in nodes[receiver].state.exchange.incoming where feed.peer == nodes[sender].name {
      guard let receipt = feed.receipt, let facts = try? receipt.payload(as: ReceiptPayload.self) else { continue }
      // A receiver that was restored from a backup shows an earlier one.
      guard chains[sender, default: [:]][key]?.contains(receipt.documentId) != true else { continue }
      #expect(receipt.signatures.count == 2)
      #expect(facts.previous == chains[sender]?[key]?.last, "a receipt does not follow the last one")
      chains[sender, default: [:]][key, default: []].append(receipt.documentId)
    }
  }

  private func disturb() throws {
    let number = self.number(0..<nodes.count)
    let node = nodes[number]
    if chance(faults.crash * 5) { node.journal.die(after: self.number(0..<8)) }
    if chance(faults.snapshot * 10) {
      node.engine.writeSnapshot()
      try revive(number)
    }
    if chance(faults.partition * 5) {
      let other = self.number(0..<nodes.count)
      if other != number { separated.insert([number, other].sorted()) }
    } else if chance(20) {
      separated = []
    }
    node.engine.tick()
    try revive(number)
    indexes[number].expire(today: node.today)
    if chance(30) { try approveOffers(number) }
    if chance(30) { try checkReplay(number) }
    if chance(30) { try follow(number) }
    if faults.crash > 0, chance(10) { try node.restart() }
  }

  private func follow(_ number: Int) throws {
    if chance(20) { followers[number].crash() }
    _ = try? followers[number].follow(nodes[number].engine, limit: self.number(1..<20))
    if try revive(number) {
      followers[number].crash()
    } else if chance(50) {
      followers[number].store()
    }
  }

  /// Starts a node again where its process died; true where it had.
  @discardableResult
  private func revive(_ number: Int) throws -> Bool {
    guard nodes[number].journal.isDead else { return false }
    try nodes[number].restart(keeping: self.number(0..<4))
    return true
  }

  // MARK: - Coming to rest

  /// Without further faults: everything is delivered, everybody approves, and time passes until nothing is left to do.
  func settle() throws {
    faults = .none
    separated = []
    for (number, node) in nodes.enumerated() {
      node.journal.die(after: nil)
      try revive(number)
    }
    while !late.isEmpty {
      let (call, sender) = late.removeFirst()
      _ = try carry(call, sender)
    }
    var idle = 0
    // Bounded, so that regions that never stop talking fail a test instead of holding it up.
    for _ in 0..<3_000 where idle < 40 {
      for number in nodes.indices {
        nodes[number].engine.tick()
        indexes[number].expire(today: nodes[number].today)
        try approveOffers(number)
        try collect(number)
      }
      if underWay.isEmpty {
        if isAtRest { return }
        idle += 1
        time.advance(min(1_000 << min(idle, 20), 6 * 3_600_000))
      } else {
        idle = max(0, idle - 1)
        while !underWay.isEmpty { try deliverOne() }
        time.advance(50)
      }
    }
    Issue.record("the regions do not come to rest: \(unrest)")
  }

  /// Nothing passes between two regions until ``settle()``.
  func separate(_ first: Int, _ second: Int) { separated.insert([first, second].sorted()) }

  /// One round of everything that is due now.
  func pass() throws {
    for number in nodes.indices {
      nodes[number].engine.tick()
      indexes[number].expire(today: nodes[number].today)
      try collect(number)
    }
    while !underWay.isEmpty { try deliverOne() }
  }

  var isAtRest: Bool { unrest.isEmpty }

  /// Work that is left, by region.
  var unrest: [String] {
    nodes.flatMap { node -> [String] in
      let state = node.state
      let now = Timestamp(seconds: Int64(node.clock.milliseconds / 1000))
      var left: [String] = []
      for peer in nodes.map(\.name) where peer != node.name {
        let unsettled = state.matches.unsettledCount(peer)
        if unsettled > 0 { left.append("\(node.name): \(unsettled) matches with \(peer)") }
        for record in state.agreements.with(peer) {
          let signatures = record.status == .concluded ? 2 : record.status == .proposed ? 1 : 0
          if record.deliveredSignatures < signatures || record.status == .received
            || record.ending != nil && !record.endingDelivered
          {
            left.append("\(node.name): agreement with \(peer) \(record.status)")
          }
          guard record.isInForce(now: now) else { continue }
          for kind in record.terms.kinds {
            let key = FeedKey(agreement: record.id, kind: kind)
            let open = state.outstanding(key)
            if open > 0 || state.exchange.outgoing[key]?.needsRepair == true {
              left.append("\(node.name): \(open) \(kind.name) items for \(peer)")
            }
          }
        }
      }
      return left
    }
  }

  /// Lets the hourly comparison of states happen once more.
  func passAnHour() throws {
    time.advance(3_700_000)
    try settle()
  }

  // MARK: - The journal holds the truth

  func checkReplay(_ number: Int) throws {
    let node = nodes[number]
    // A decision that failed half way leaves what it appended before to the next one that waits.
    _ = try? node.engine.store.readDurable { _ in }
    if try revive(number) { return }
    let live = canonical(node.state)
    let replayed = canonical(try node.replayed())
    #expect(difference(live, replayed).isEmpty, "\(node.name): \(difference(live, replayed).prefix(8))")
    var items: [[UInt8]] = []
    node.state.writeSnapshot { items.append($0) }
    let restored = canonical(try SimulatedNode.fold(snapshot: items, records: []))
    #expect(difference(live, restored).isEmpty, "\(node.name): \(difference(live, restored).prefix(8))")
    #expect(!live.contains { $0.hasSuffix("FORGOTTEN") }, "\(live.filter { $0.hasSuffix("FORGOTTEN") })")
  }
}
