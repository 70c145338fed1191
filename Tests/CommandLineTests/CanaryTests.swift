import Cryptography
import Foundation
import Journal
import LocalAPI
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Node
@testable import Region

/// On a real disk: the audit log and every export hold nothing of people, and what was erased is gone from the journal.
@Suite(.timeLimit(.minutes(30))) struct CanaryTests {
  private static let subject = "bsn:999990019"
  private static let reason = "kanarie: the cage of the other region is open"
  private static let requestText = "kanarie: letter of the eleventh, in the blue folder"
  private static let refusalText = "kanarie: asked for the third time this month"

  /// What a store holds, in plain bytes, and the state that follows from it.
  private struct Plain {
    var bytes: [UInt8] = []
    var state = RegionState()

    init(_ home: NodeHome) throws {
      let key = try Files.read(home.key(.storageKey))
      var (bytes, reader, records) = ([UInt8](), RegionSnapshotReader(), [[UInt8]]())
      let journal = try FileJournal.open(directory: home.store, key: key) { item in
        bytes += item
        try reader.read(item)
      } readRecord: { record in
        bytes += record
        records.append(record)
      }
      journal.close()
      state = try reader.finish()
      for record in records { for event in try RegionEvent.events(record: record) { state.apply(event) } }
      self.bytes = bytes
    }
  }

  private static func put(_ node: TestNode, _ region: String) throws {
    let started = Date(timeIntervalSinceNow: -86_400 * 30).ISO8601Format().prefix(10)
    let signal: JSONValue = [
      "id": .string("kanarie-signal-\(region)"), "subject": .string(subject), "birthDate": "2015-03-04",
      "organisationId": .string("kanarie-organisation-\(region)"), "organisation": .string("Kanariehuis \(region)"),
      "sector": "wijkteam", "contactName": .string("Kanarie van \(region)"),
      "contactPhone": .string("+3188123456\(region.utf8.count)"),
      "contactEmail": .string("kanarie.\(region)@vogels.example"), "startedOn": .string(String(started)),
    ]
    _ = try node.done("signal", "put", try node.file("kanarie.json", signal.text))
  }

  /// What nobody may find outside the journal, erased or not.
  private static func people(_ region: String, withOrganisation: Bool = true) -> Canaries {
    var canaries = Canaries()
    canaries.add("identity", subject)
    canaries.add("number", "999990019")
    let organisation = ["kanarie-organisation-\(region)", "Kanariehuis \(region)"]
    let person = [
      "Kanarie van \(region)", "+3188123456\(region.utf8.count)", "kanarie.\(region)@vogels.example",
    ]
    for text in (withOrganisation ? organisation : []) + person { canaries.add(text, text) }
    return canaries
  }

  /// Points, handles and tokens of both feeds, pseudonyms, and the secrets of the home.
  private static func exchanged(_ state: RegionState, _ home: NodeHome) throws -> Canaries {
    var canaries = Canaries()
    func add(point: [UInt8], _ name: String) {
      canaries.add(name, Array(point.dropFirst()))
      canaries.add(name + ", x", Array(point[1..<33]))
    }
    for row in state.signals.identities(.youth).rows.compactMap(\.pseudonym) { add(point: row.point, "pseudonym") }
    for feed in state.exchange.incoming.values {
      for (handle, entry) in zip(feed.entries.keys, feed.entries.values) {
        add(point: entry.point.point, "point of the peer")
        canaries.add("handle of the peer", handle.bytes)
        canaries.add("token", entry.token.bytes)
      }
    }
    for feed in state.exchange.outgoing.values {
      for (handle, token) in feed.entryTokens {
        canaries.add("own handle", handle.bytes)
        if let token { canaries.add("own token", token.bytes) }
      }
    }
    return canaries
  }

  private static func secrets(_ home: NodeHome) throws -> Canaries {
    var canaries = Canaries()
    for file in [KeyFile.identity, .pseudonymSecret, .storageKey] {
      canaries.add(file.rawValue, try Files.read(home.key(file)))
    }
    return canaries
  }

  /// What an entry holds a commitment to: it stands nowhere in the log, and in an export only where that is asked for.
  private static func committed(_ state: RegionState, _ home: NodeHome, _ region: String) throws -> Canaries {
    var canaries = Canaries()
    canaries.add("signal", "kanarie-signal-\(region)")
    for id in Array(state.matches.shown.keys) + state.matches.records.keys { canaries.add("match", id.bytes) }
    canaries.add("text about a peer", reason)
    canaries.add("text of a request", requestText)
    canaries.add("text with which a request was closed", refusalText)
    canaries.add(try certificates(home))
    return canaries
  }

  private static func certificates(_ home: NodeHome) throws -> Canaries {
    var canaries = Canaries()
    for role in [Role.index, .operator, .privacyOfficer, .coordinator] {
      let certificate = try X509Certificate(pem: Files.read(home.credential(of: role)))
      canaries.add("certificate of \(role.rawValue)", certificate.fingerprintSHA256)
    }
    return canaries
  }

  private static func export(_ node: TestNode, _ name: String, _ options: String...) throws -> [UInt8] {
    let days = [-1, 2].map { CalendarDate(daysSince1970: Int(Date.now.timeIntervalSince1970) / 86_400 + $0).iso }
    let file = node.folder.file(name + ".tar")
    let run = try TestNode.run(
      ["evidence", "export", "--from", days[0], "--to", days[1], "--output", file, "--home", node.home.path, "--json"]
        + options)
    try #require(run.status == 0, "\(run)")
    return try Files.read(file, limit: 1 << 26)
  }

  @Test func logAndExportsHoldNothingOfPeopleAndErasureReachesTheDisk() throws {
    let pair = try TestPair()
    let (nhn, gooi) = (pair.nhn, pair.gooi)
    try Self.put(nhn, "nhn")
    try Self.put(gooi, "gooi")
    try pair.exchange()
    for node in [nhn, gooi] {
      let match = try #require(try node.done("match", "list")["matches"]?[0]?["matchId"]?.stringValue)
      _ = try node.done("match", "show", operand: match)
    }
    _ = try nhn.done("signal", "show", operand: "kanarie-signal-nhn")
    _ = try nhn.done("signal", "list")
    let asked = try nhn.run(
      ["subject", "report", "--reason", Self.requestText, "--json"],
      reading: "{\"identity\":\"\(Self.subject)\",\"capacity\":\"youth\"}")
    try #require(asked.status == 0, "\(asked)")
    _ = try nhn.done("subject", "close", "request-1", "--outcome", "refused", "--reason", Self.refusalText)
    _ = try nhn.done("peer", "suspend", "gooi", "--reason", Self.reason)
    _ = try nhn.done("peer", "resume", "gooi")

    let closed = try [
      Self.export(nhn, "all"), Self.export(nhn, "peer", "--peer", "gooi"), Self.export(nhn, "kind", "--kind", "shown"),
      Self.export(gooi, "gooi"),
    ]
    let shared = try Self.export(nhn, "peer-open", "--peer", "gooi", "--open")
    let open = try Self.export(nhn, "open", "--open")
    for node in [nhn, gooi] { #expect(node.stop() == 0) }

    let stores = try [Plain(nhn.home), Plain(gooi.home)]
    var (always, committed, secrets) = (Canaries(), Canaries(), Canaries())
    for (store, node) in zip(stores, [nhn, gooi]) {
      always.add(Self.people(node === nhn ? "nhn" : "gooi"))
      always.add(try Self.exchanged(store.state, node.home))
      secrets.add(try Self.secrets(node.home))
      committed.add(try Self.committed(store.state, node.home, node === nhn ? "nhn" : "gooi"))
    }
    // The search would find it: the journal holds what the log must not, and a planted one is seen in each form.
    for word in [
      "own handle (raw)", "pseudonym (raw)", "point of the peer (raw)", "token (raw)", "Kanarie van nhn (raw)",
    ] {
      #expect(always.found(in: stores[0].bytes).contains(word), "\(word)")
    }
    for word in ["signal (raw)", "text of a request (raw)", "text with which a request was closed (raw)"] {
      #expect(committed.found(in: stores[0].bytes).contains(word), "\(word)")
    }

    for node in [nhn, gooi] {
      #expect(try always.found(below: node.home.audit) == [])
      #expect(try committed.found(below: node.home.audit) == [])
      #expect(try secrets.found(below: node.home.audit) == [])
    }
    for bytes in closed {
      #expect(always.found(in: bytes) == [] && committed.found(in: bytes) == [] && secrets.found(in: bytes) == [])
    }
    #expect(always.found(in: shared) == [] && secrets.found(in: shared) == [])
    let toldToPeer = Set(committed.found(in: shared).compactMap { $0.split(separator: " (").first.map(String.init) })
    #expect(toldToPeer.isSubset(of: ["match", "text about a peer"]) && toldToPeer.contains("text about a peer"))
    #expect(always.found(in: open) == [] && secrets.found(in: open) == [])
    #expect(committed.found(in: open).contains { $0.hasPrefix("signal") })

    try plant(always, in: nhn)
    try erase(pair, stores)
  }

  /// Every form of everything, in a file of the log.
  private func plant(_ canaries: Canaries, in node: TestNode) throws {
    let folder = try #require(Files.names(in: node.home.audit)?.first { $0.count == 16 })
    let path = "\(node.home.audit)/\(folder)/planted"
    let name = Array("Kanarie van nhn".utf8)
    for planted in [
      name, Array(Hexadecimal.text(name).utf8), Array(Base64.encode([1] + name + [2]).utf8),
      Array(Base64URL.encode([1, 2] + name).utf8),
    ] {
      try Data(planted).write(to: URL(fileURLWithPath: path))
      #expect(try !canaries.found(below: node.home.audit).isEmpty)
    }
    Files.remove(path)
    #expect(try canaries.found(below: node.home.audit) == [])
  }

  /// One region erases its signal: both journals are searched for it.
  private func erase(_ pair: TestPair, _ before: [Plain]) throws {
    let (nhn, gooi) = (pair.nhn, pair.gooi)
    var erased = [Canaries(), Canaries()]
    for (number, region) in ["nhn", "gooi"].enumerated() {
      // What nhn's people said is in both stores; points, handles and tokens of one feed are in both, too.
      // In its own region the organisation stays, as a line of the figures; it is no person.
      erased[number].add(Self.people("nhn", withOrganisation: false))
      erased[number].add(try Self.exchanged(before[0].state, nhn.home))
      if region == "gooi" {
        // Its own signal stays, with its pseudonym and its entry in the feed to nhn until that is withdrawn, too.
        erased[number] = Canaries()
        for text in ["Kanariehuis nhn", "Kanarie van nhn", "kanarie.nhn@vogels.example"] {
          erased[number].add(text, text)
        }
        for feed in before[1].state.exchange.incoming.values {
          for (handle, entry) in zip(feed.entries.keys, feed.entries.values) {
            erased[number].add("point of the peer", Array(entry.point.point.dropFirst()))
            erased[number].add("handle of the peer", handle.bytes)
          }
        }
      }
      #expect(!erased[number].found(in: before[number].bytes).isEmpty)
    }
    for node in [nhn, gooi] { try node.start() }
    _ = try nhn.done("signal", "withdraw", "kanarie-signal-nhn", "--reason", "mistaken")
    try eventually("the confirmation") {
      _ = try nhn.command("sync", "now")
      return try nhn.done("withdrawals")["withdrawals"]?.arrayValue?.isEmpty ?? false
    }
    // The other side's entry about the same youth has no counterpart here any more.
    _ = try gooi.done("signal", "withdraw", "kanarie-signal-gooi", "--reason", "mistaken")
    try eventually("the other confirmation") {
      _ = try gooi.command("sync", "now")
      return try gooi.done("withdrawals")["withdrawals"]?.arrayValue?.isEmpty ?? false
    }
    for node in [nhn, gooi] {
      _ = try node.done("snapshot")
      #expect(node.stop() == 0)
    }
    for (number, node) in [nhn, gooi].enumerated() {
      let after = try Plain(node.home)
      #expect(erased[number].found(in: after.bytes) == [])
      #expect(after.state.audit.keys[.signal(number == 0 ? "kanarie-signal-nhn" : "kanarie-signal-gooi")] == nil)
      let opened = try Self.committed(before[number].state, node.home, number == 0 ? "nhn" : "gooi")
      #expect(try opened.found(below: node.home.audit) == [])
    }
  }
}
