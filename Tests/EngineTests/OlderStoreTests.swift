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

/// Stores of earlier releases open with everything that was in them. `Tests/Fixtures/stores/make` says what that is.
@Suite(.timeLimit(.minutes(30))) struct OlderStoreTests {
  private static let moment = 1_796_000_000_000

  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// A store of the release 80b1785, copied so that the fixture stays as it is.
  private func store(_ name: String) throws -> String {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/stores/80b1785/\(name)")
    let copy = folder.file(name)
    try FileManager.default.copyItem(atPath: fixtures.path, toPath: copy)
    return copy
  }

  private func key(_ name: String) -> [UInt8] { [UInt8](repeating: name.utf8.first ?? 0, count: 32) }

  private func engine(
    _ name: String, time: SharedTime = SharedTime(OlderStoreTests.moment),
    log: @escaping @Sendable (LogEvent) -> Void = { _ in }
  ) throws -> Engine {
    let region = name.prefix { $0 != "-" }
    let configuration = EngineConfiguration(
      region: try #require(RegionName(String(region))), name: "Verwijsindex", endpoint: "https://\(region).test:8443",
      environment: .production, operatorContact: nil, privacyOfficer: nil,
      coordinationDesk: Contact(name: "", phone: "", email: ""),
      identityKey: try Ed25519PrivateKey(seed: key(region.uppercased())),
      tlsKeys: [[UInt8](repeating: 4, count: 32)])
    return try Engine(
      configuration: configuration,
      arithmetic: CurveArithmetic(
        secret: try PseudonymSecret(bytes: [UInt8](repeating: 9, count: 32)), random: SystemRandom()),
      caller: DirectCaller(network: SimulatedNetwork(), key: []), clock: SimulatedClock(time: time, skew: 0),
      random: SystemRandom(), markKey: [UInt8](repeating: 5, count: 32),
      auditFiles: InMemoryAuditFiles(), log: log
    ) { readSnapshot, readRecord in
      try FileJournal.open(
        directory: folder.file(name), key: key(name), readSnapshot: readSnapshot, readRecord: readRecord)
    }
  }

  /// Everything of drenthe's store, read from the journal and from a snapshot of it.
  @Test(arguments: ["drenthe", "drenthe-snapshot"]) func everythingOfTheStoreIsThere(name: String) throws {
    _ = try store(name)
    let engine = try engine(name)
    defer { engine.stop() }
    let state = engine.peek { $0 }
    let gooi = try #require(RegionName("gooi"))

    #expect(state.signals.ids == ["d-active", "d-desk", "d-ended", "d-later", "d-left", "d-objection", "d-withheld"])
    let active = try #require(state.signals.summary("d-active"))
    #expect(active.reporter.organisation == "Wijkteam Assen" && active.reporter.phone == "+31592000001")
    #expect(active.municipality == "GM0106" && active.consent == "asked" && active.isInFeed)
    #expect(state.signals.summary("d-ended")?.endReason == .riskGone)
    #expect(state.signals.summary("d-left")?.status == .left && state.signals.summary("d-left")?.isTemporary == true)
    #expect(state.signals.summary("d-objection")?.objectedOn != nil)
    #expect(state.signals.summary("d-desk")?.shielding == .desk)
    #expect(state.signals.summary("d-withheld")?.isInFeed == false)
    #expect(state.signals.marks.byId.keys.sorted() == ["d-erased"])

    #expect(state.peering.peers[gooi]?.status == .accepted)
    let agreement = try #require(state.agreements.records.values.first)
    #expect(agreement.status == .concluded && agreement.terms.history && agreement.terms.contactRelease == .approval)
    #expect(state.limits.exceptions.values.map(\.standing.name) == ["concluded"])
    for kind in FeedKind.allCases {
      let key = FeedKey(agreement: agreement.id, kind: kind)
      let sent = try #require(state.exchange.outgoing[key])
      let received = try #require(state.exchange.incoming[key])
      #expect(sent.complete && received.complete && sent.pending == nil && sent.leavingSince.isEmpty)
      #expect(received.count == (kind == .youth ? 6 : 1) && sent.count == (kind == .youth ? 4 : 1))
      for receipt in [sent.receipt, received.receipt] {
        #expect(state.exchange.signedReceipts.contains(try #require(receipt).documentId))
      }
    }

    let open = state.matches.shown.values.filter(\.isOpen)
    #expect(open.map(\.peer) == [gooi, gooi, gooi] && state.matches.shown.values.count { !$0.isOpen } == 3)
    let worked = try #require(open.first { $0.readAt > 0 })
    #expect(worked.work.followUp?.state == .contacted && worked.work.coordination?.holder == gooi)
    #expect(worked.work.released == ["d-active"])
    let views = worked.members.compactMap { state.matches.records[$0]?.view }
    #expect(!views.isEmpty && state.matches.records.values.allSatisfy(\.isProven))
    #expect(state.matches.lastChange > 0 && !state.matches.changes.isEmpty)
  }

  @Test func snapshotAndJournalGiveTheSameState() throws {
    let states = try ["drenthe", "drenthe-snapshot"].map { name in
      _ = try store(name)
      return try read(name)
    }
    // A snapshot of format 1 does not say which feed a receipt was signed in, how much was disclosed, whom matches that
    // ended were about, when a signal was erased, or what the figures counted; and only a snapshot says when a peer was heard.
    let left = ["signed ", "peer ", "heard ", "disclosed ", "erased ", "figures "]
    let lines = states.map { state in
      canonical(state).filter { line in !left.contains { line.hasPrefix($0) } }
        .map { $0.hasPrefix("shown ") ? String($0.prefix { $0 != "[" }) : $0 }
    }
    #expect(difference(lines[0], lines[1]) == [])
  }

  /// What an engine would fold from the files, without what it adds at a start.
  private func read(_ name: String) throws -> RegionState {
    var reader = RegionSnapshotReader()
    var state: RegionState?
    let journal = try FileJournal.open(
      directory: folder.file(name), key: key(name), readSnapshot: { try reader.read($0) },
      readRecord: { record in
        if state == nil { state = try reader.finish() }
        for event in try RegionEvent.events(record: record) { state?.apply(event) }
      })
    journal.close()
    return try state ?? reader.finish()
  }

  @Test(arguments: ["gooi", "drenthe-restored"]) func theOtherStoresOpenToo(name: String) throws {
    _ = try store(name)
    let engine = try engine(name)
    defer { engine.stop() }
    engine.peek { state in
      #expect(state.signals.count == (name == "gooi" ? 6 : 7))
      #expect(state.peering.restoration.evidence.isEmpty == (name == "gooi"))
      // Read once more after a snapshot of the present format, it is the same.
      #expect(difference(canonical(state), canonical(reread(state))) == [])
    }
  }

  private func reread(_ state: RegionState) -> RegionState {
    var reader = RegionSnapshotReader()
    do {
      try RegionSnapshotWriter(state).write { try reader.read($0) }
      return try reader.finish()
    } catch {
      Issue.record(error)
      return RegionState()
    }
  }

  // MARK: - The copy before an upgrade

  private func names(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.file(path))) ?? []).sorted()
  }

  @Test func aCopyOfTheOlderStoreStaysUntilSomethingIsErased() throws {
    let source = try store("gooi")
    let before = try Data(contentsOf: URL(fileURLWithPath: source + "/segment-00000000000000000001.journal"))
    let time = SharedTime(Self.moment)
    var node = try engine("gooi", time: time)
    let copied = "gooi/before-upgrade/segment-00000000000000000001.journal"
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(copied))).starts(with: before))
    #expect(node.statusDocument()["upgradeCopy"]?["hoursLeft"]?.integerValue == 168)
    node.tick()
    node.stop()

    // Another start takes no copy of what this version wrote.
    node = try engine("gooi", time: time)
    node.tick()
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(copied))).starts(with: before))
    #expect(node.statusDocument()["upgradeCopy"]?["hoursLeft"]?.integerValue == 167)
    // However far the clock leaps: only running time counts.
    time.advance(40 * 365 * 86_400_000)
    node.store.reviewUpgradeCopy()
    #expect(names("gooi/before-upgrade") == ["hours", "segment-00000000000000000001.journal"])
    _ = try node.withdrawSignal(id: "g-left", reason: "mistaken")
    node.tick()
    #expect(!names("gooi").contains("before-upgrade"))
    #expect(node.statusDocument()["upgradeCopy"] == nil)
    node.stop()
  }

  @Test func aSnapshotThatFollowsAnErasureRemovesTheCopyFirst() throws {
    _ = try store("gooi")
    let node = try engine("gooi")
    defer { node.stop() }
    _ = try node.withdrawSignal(id: "g-left", reason: "mistaken")
    #expect(names("gooi").contains("before-upgrade"))
    let isWritten = node.writeSnapshot()
    #expect(isWritten && !names("gooi").contains("before-upgrade"))
  }

  @Test func aNewerRecordIsNoDamage() throws {
    _ = try store("gooi")
    let journal = try FileJournal.open(
      directory: folder.file("gooi"), key: key("gooi"), readSnapshot: { _ in }, readRecord: { _ in })
    var writer = ByteWriter()
    writer.byte(StoreFormat.mark)
    writer.unsigned(UInt64(StoreFormat.current) + 1)
    _ = try journal.append(writer.bytes + [1, 2, 3])
    journal.close()
    do {
      try engine("gooi").stop()
      Issue.record("a newer store was opened")
    } catch let error as JournalError {
      guard case .newerFormat = error else { throw error }
      #expect(!names("gooi").contains("before-upgrade"))
    }
  }
}
