import Cryptography
import Foundation
import Journal
import Node
import PeerProtocol
import PrivateMatching
import Simulation
import TestSupport
import Testing

@testable import Engine
@testable import Region

/// Whatever erases a signal: within a quarter of an hour nothing of it is in any file, keys at hand.
@Suite(.timeLimit(.minutes(30))) struct ErasedFilesTests {
  private static let minute = 60_000
  private static let day = 86_400_000
  private static let text = "vnr:1000000000"
  private static let guardian = "vnr:1999999999"

  enum Way: CaseIterable {
    case mistaken, deceased, upheld, age, removed, archive, corrected
  }

  private func put(_ world: World, _ id: String, _ more: [String: JSONValue] = [:], at number: Int = 0) throws {
    let node = world.nodes[number]
    let members: [String: JSONValue] = [
      "subject": .string(Self.text), "guardians": [.string(Self.guardian)], "organisationId": .string("org-\(id)"),
      "organisation": .string("Organisation \(id)"), "sector": "jgz", "contactName": .string("Name \(id)"),
      "contactPhone": .string("+3159200\(id)"), "contactEmail": .string("\(id)@mail.test"),
      "birthDate": .string(node.today.adding(days: 10).adding(years: -23).iso),
      "startedOn": .string(node.today.adding(days: -10).iso),
      "municipality": .string(id == "ours" ? "GM8763" : "GM0363"),
    ]
    _ = try node.engine.putSignal(id: id, document: .object(members.merging(more) { _, given in given }))
  }

  private func erase(_ way: Way, _ world: World) throws {
    let engine = world.nodes[0].engine
    switch way {
    case .mistaken: _ = try engine.withdrawSignal(id: "ours", reason: "mistaken")
    case .deceased:
      // Until the days of grace are over, the youth's pseudonym tells whose other signals are suspended.
      _ = try engine.withdrawSignal(id: "ours", reason: "deceased")
      world.time.advance(3 * Self.day)
    case .upheld:
      for person in [Approver.indexPerson, .officer] {
        _ = try engine.objectToSignal(id: "ours", step: "upheld", by: person)
      }
    case .age: world.time.advance(10 * Self.day)
    case .removed: _ = try engine.signals.beginWholeIndexImport(WholeIndexTerms(confirmedRemovals: 1)).finish()
    case .archive:
      _ = try engine.withdrawSignal(id: "ours", reason: "risk-gone")
      world.time.advance((5 * 365 + 3) * Self.day)
    case .corrected:
      try put(
        world, "ours",
        [
          "subject": "vnr:1000000777", "guardians": [], "organisationId": "x", "organisation": "X", "contactName": "X",
          "contactPhone": "1", "contactEmail": "x@mail.test", "municipality": "",
        ])
    }
  }

  private func disk(_ node: SimulatedNode) -> Haystack {
    Haystack((node.journal.inner.store.snapshot + node.journal.inner.store.records).flatMap { $0 })
  }

  /// What was given of the signal and what was computed from it, each with its name.
  private func traces(_ world: World) throws -> [(String, [UInt8])] {
    let node = world.nodes[0]
    var found: [(String, [UInt8])] = [
      ("an identity", Array(Self.text.utf8)), ("digits of an identity", Array(Self.text.utf8.dropFirst(4))),
      ("a guardian", Array(Self.guardian.utf8.dropFirst(4))), ("an organisation", Array("Organisation ours".utf8)),
      ("an organisation's id", Array("org-ours".utf8)), ("a name", Array("Name ours".utf8)),
      ("a telephone number", Array("+3159200ours".utf8)), ("an address", Array("ours@mail".utf8)),
      ("a municipality", Array("GM8763".utf8)),
    ]
    for (text, kind) in [(Self.text, SubjectKind.youth), (Self.guardian, .guardian)] {
      let pseudonym = try node.arithmetic.pseudonyms(of: [Identity(text)], kind: kind)[0]
      found.append(("a pseudonym", Array(pseudonym.dropFirst())))
      for record in node.state.agreements.records.values {
        let point = try node.arithmetic.blindedPoints(of: [pseudonym], agreement: record.id.bytes, kind: kind)[0]
        found.append((kind == .youth ? "a youth's point" : "a guardian's point", Array(point.dropFirst())))
      }
    }
    return found
  }

  private func handles(_ world: World) throws -> [[UInt8]] {
    let node = world.nodes[0]
    var found: [[UInt8]] = []
    for (text, kind) in [(Self.text, SubjectKind.youth), (Self.guardian, .guardian)] {
      let pseudonym = try node.arithmetic.pseudonyms(of: [Identity(text)], kind: kind)[0]
      for record in node.state.agreements.records.values {
        let point = try node.arithmetic.blindedPoints(of: [pseudonym], agreement: record.id.bytes, kind: kind)[0]
        found.append(Naming.handle(of: point, kind: kind))
      }
    }
    return found
  }

  private func tickForAQuarter(_ world: World, _ numbers: [Int]) {
    for _ in 0..<15 {
      for number in numbers { world.nodes[number].engine.tick() }
      world.time.advance(Self.minute)
    }
  }

  /// Figures stay when what they counted is erased: organisations and municipalities are lines of them, and no persons.
  private static let staysInFigures: Set = ["an organisation", "an organisation's id", "a municipality"]

  /// `exchanged`: the peer holds the youth, and a match with views; else its batch was never answered.
  @Test(arguments: Way.allCases, [true, false])
  func nothingIsLeftInAnyFile(way: Way, exchanged: Bool) throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    world.history = true
    try world.connectAll()
    if exchanged {
      try put(world, "theirs", at: 1)
      try put(world, "ours")
      try world.settle()
      let isMatched = world.nodes[1].state.matches.shown.values.contains(where: \.isOpen)
      try #require(isMatched)
    } else {
      world.separate(0, 1)
      try put(world, "ours")
      try world.pass()
      let isPending = world.nodes[0].state.exchange.outgoing.values.contains { $0.pending != nil }
      try #require(isPending)
    }
    for (name, trace) in try traces(world).dropFirst(3) where exchanged || name != "a guardian's point" {
      let isFound = disk(world.nodes[0]).holds(trace)
      // The form in which a file would hold it is one that the search knows.
      #expect(isFound, "\(name) is not found even now")
    }
    let shown = world.nodes[0].state.matches.shown.keys.map { $0 }
    try world.nodes[0].engine.audit.record([
      AuditFact(.shown, things: [.signal("ours")] + shown.map { .match($0) })
    ])
    let auditKey = try #require(world.nodes[0].state.audit.keys[.signal("ours")])
    let isKeyThere = disk(world.nodes[0]).holds(auditKey)
    #expect(isKeyThere)
    world.nodes[1].setReachable(false)
    try erase(way, world)
    // The peer is not there: nothing of ours can be confirmed.
    tickForAQuarter(world, [0])
    for (name, trace) in try traces(world) where !Self.staysInFigures.contains(name) {
      let isLeft = disk(world.nodes[0]).holds(trace)
      #expect(!isLeft, "\(name) is left")
    }
    // A corrected signal is still there.
    if way != .corrected {
      let isKeyLeft = disk(world.nodes[0]).holds(auditKey)
      #expect(!isKeyLeft && world.nodes[0].state.audit.keys[.signal("ours")] == nil)
    }
    world.nodes[1].setReachable(true)
    try world.settle()
    tickForAQuarter(world, [0, 1])
    try world.settle()
    tickForAQuarter(world, [0, 1])
    for node in world.nodes {
      for handle in try handles(world) {
        let isLeft = disk(node).holds(handle)
        #expect(!isLeft, "a handle is left at \(node.name)")
      }
    }
    for node in world.nodes {
      try node.engine.audit.storeEntries(all: true)
      let folder = Haystack(node.auditFiles.bytes)
      let wrote = folder.contains(Array("signals-erased".utf8)) || way == .corrected || node.number == 1
      #expect(wrote, "the entries are not in the folder")
      let named = try traces(world) + handles(world).map { ("a handle", $0) } + shown.map { ("a match", $0.bytes) }
      for (name, trace) in named + [("an audit key", auditKey)] {
        let isHeld = folder.holds(trace)
        #expect(!isHeld, "\(name) stands in the audit log of \(node.name)")
      }
    }
    for (name, trace) in try traces(world) where !name.contains("identity") {
      let isLeft = disk(world.nodes[1]).holds(trace)
      #expect(!isLeft, "\(name) is left at the peer")
    }
    for number in [0, 1] { try world.checkReplay(number) }
  }

  /// The match goes on with another signal; of the erased one the peer gets a view that no longer names it.
  @Test func aViewThatWasReplacedLeavesThePeersFiles() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    try world.connectAll()
    try put(world, "theirs", at: 1)
    try put(world, "ours")
    try put(world, "stays")
    try world.settle()
    let needle = Array("ours@mail".utf8)
    let isThere = disk(world.nodes[1]).holds(needle)
    #expect(isThere)
    try erase(.mistaken, world)
    try world.settle()
    tickForAQuarter(world, [0, 1])
    let isLeft = disk(world.nodes[1]).holds(needle)
    #expect(!isLeft)
    let stays = disk(world.nodes[1]).holds(Array("stays@mail".utf8))
    #expect(stays)
  }

  enum End: CaseIterable {
    case riskGone, objection, notInformed
  }

  /// The match ends, the signal stays in the region's own store: what the peer said in the match goes all the same.
  @Test(arguments: End.allCases)
  func whatAPeerSaidGoesWithTheMatch(way: End) throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    try world.connectAll()
    try put(world, "theirs", at: 1)
    try put(world, "ours")
    try world.settle()
    let node = world.nodes[0]
    let isMatched = node.state.matches.shown.values.contains(where: \.isOpen)
    #expect(isMatched)
    node.engine.writeSnapshot()
    let needle = Array("theirs@mail".utf8)
    let isThere = disk(node).holds(needle)
    #expect(isThere)
    node.setReachable(false)
    switch way {
    case .riskGone: _ = try node.engine.withdrawSignal(id: "ours", reason: "risk-gone")
    case .objection: _ = try node.engine.objectToSignal(id: "ours", step: "lodged", by: .indexPerson)
    case .notInformed:
      node.configuration.profile.informing = .holdExchange
      try node.restart()
    }
    tickForAQuarter(world, [0])
    tickForAQuarter(world, [0])
    let isLeft = disk(node).holds(needle)
    #expect(!isLeft)
    #expect(node.state.signals.count == 1)
  }

  /// The same with files and the real arithmetic: every file of the store, as it is and as its key opens it.
  @Test func nothingIsLeftInTheFilesOfARealStore() throws {
    let folder = try TemporaryDirectory()
    let time = SharedTime(1_790_000_000_000)
    let key = [UInt8](repeating: 7, count: 32)
    let arithmetic = CurveArithmetic(
      secret: try PseudonymSecret(bytes: [UInt8](repeating: 9, count: 32)), random: SystemRandom())
    let configuration = EngineConfiguration(
      region: try #require(RegionName("nhn")), name: "NHN", endpoint: "https://nhn.test:8443", environment: .training,
      operatorContact: nil, privacyOfficer: nil, coordinationDesk: Contact(name: "", phone: "", email: ""),
      identityKey: try Ed25519PrivateKey(seed: [UInt8](repeating: 3, count: 32)),
      tlsKeys: [[UInt8](repeating: 4, count: 32)])
    let engine = try Engine(
      configuration: configuration, arithmetic: arithmetic,
      caller: DirectCaller(network: SimulatedNetwork(), key: []), clock: SimulatedClock(time: time, skew: 0),
      random: SystemRandom(), markKey: [UInt8](repeating: 5, count: 32),
      auditFiles: InMemoryAuditFiles(), log: { _ in }
    ) { readSnapshot, readRecord in
      try FileJournal.open(
        directory: folder.file("store"), key: key, readSnapshot: readSnapshot, readRecord: readRecord)
    }
    let file = engine.signals.beginImport()
    for number in 0..<300 {
      try file.add(
        row: number + 2,
        fields: [
          "signal_id": "s\(number)", "subject": "vnr:\(1_000_000_000 + number)", "organisation_id": "o",
          "organisation": "Organisation", "sector": "jgz", "contact_name": "Name s\(number).",
          "contact_email": "s\(number)@mail.test", "started_on": engine.today.iso,
        ])
    }
    _ = try file.finish()
    for number in 0..<300 where number % 3 == 0 {
      _ = try engine.withdrawSignal(id: "s\(number)", reason: "mistaken")
    }
    for _ in 0..<15 {
      engine.tick()
      time.advance(Self.minute)
    }
    engine.stop()
    var bytes: [UInt8] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("store")) {
      var file = try Data(contentsOf: URL(fileURLWithPath: folder.file("store/\(name)")))
      while file.last == 0 { file.removeLast(file.suffix(4_096).allSatisfy { $0 == 0 } ? min(4_096, file.count) : 1) }
      bytes += file
    }
    let opened = try FileJournal.open(
      directory: folder.file("store"), key: key, readSnapshot: { bytes += $0 }, readRecord: { bytes += $0 })
    opened.close()
    let disk = Haystack(bytes)
    for number in stride(from: 0, to: 300, by: 15) {
      let isErased = number % 3 == 0
      let pseudonym = try arithmetic.pseudonyms(of: [Identity("vnr:\(1_000_000_000 + number)")], kind: .youth)[0]
      let isLeft = [Array(pseudonym.dropFirst()), Array("Name s\(number).".utf8), Array("s\(number)@mail".utf8)]
        .map { disk.holds($0) }
      #expect(isLeft == [!isErased, !isErased, !isErased], "signal \(number)")
      #expect(!disk.holds(Array("\(1_000_000_000 + number)".utf8)))
    }
    let isKept = disk.holds(Array("Name s1.".utf8))
    #expect(isKept)
  }
}
