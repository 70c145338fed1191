import Foundation
import PeerProtocol
import Testing

@testable import CommandLine
@testable import Demo
@testable import Node

/// Two nodes of the built program whose regions, nhn and gooi, concluded an agreement.
final class TestPair {
  let nhn: TestNode
  let gooi: TestNode
  private let ports: [PortReservation]

  init(kinds: [String] = ["youth"], contactRelease: String = "automatic") throws {
    ports = [try PortReservation(), try PortReservation()]
    nhn = try TestNode(region: "nhn", peer: "127.0.0.1:\(ports[0].port)")
    gooi = try TestNode(region: "gooi", peer: "127.0.0.1:\(ports[1].port)")
    for node in [nhn, gooi] { try node.start() }
    let code = try nhn.done("peer", "invite")["code"]?.stringValue ?? ""
    _ = try gooi.done("peer", "join", code)
    _ = try nhn.done("peer", "accept", "gooi")
    let file = try nhn.file("terms.json", Self.terms(kinds, contactRelease).text)
    let agreement = try nhn.done("agreement", "propose", "gooi", "--file", file)["agreementId"]?.stringValue ?? ""
    _ = try nhn.done("agreement", "approve", "--as", "privacy-officer", operand: agreement)
    for role in ["operator", "privacy-officer"] {
      try eventually("the proposal") {
        try gooi.command("agreement", "approve", "--as", role, operand: agreement).status == 0
      }
    }
  }

  /// Sends what either side has, so that both know all.
  func exchange() throws {
    for node in [nhn, gooi, nhn] { _ = try node.done("sync", "now") }
  }

  private static func terms(_ kinds: [String], _ contactRelease: String) -> JSONValue {
    let day = 86_400.0
    let limits: JSONValue = ["active": 100, "perDay": 100, "perYear": 300]
    return [
      "purpose": "p", "legalBasis": "b", "kinds": .array(kinds.map(JSONValue.string)),
      "limits": ["gooi": limits, "nhn": limits], "contactRelease": .string(contactRelease), "history": false,
      "followUpDays": 14, "silenceDays": 90,
      "validFrom": .string(Date(timeIntervalSinceNow: -day).ISO8601Format()),
      "validUntil": .string(Date(timeIntervalSinceNow: 300 * day).ISO8601Format()),
    ]
  }
}

/// Asks again until it is so; fails the test after a minute.
func eventually(_ what: String, _ isSo: () throws -> Bool) throws {
  for _ in 0..<1_200 {
    if try isSo() { return }
    usleep(50_000)
  }
  throw CommandFailure(.checkFailed, "\(what) did not come")
}

extension TestNode {
  /// Runs a command that takes something which may begin with a dash.
  func command(_ words: String..., operand: String) throws -> Run {
    try Self.run(words + ["--home", home.path, "--json", "--", operand])
  }

  /// Runs a command that must succeed.
  func done(_ words: String...) throws -> JSONValue { try good(Self.run(words + ["--home", home.path, "--json"])) }

  /// Runs a command that must succeed, with an operand.
  func done(_ words: String..., operand: String) throws -> JSONValue {
    try good(Self.run(words + ["--home", home.path, "--json", "--", operand]))
  }

  private func good(_ run: Run) throws -> JSONValue {
    try #require(run.status == 0, "\(run)")
    return run.json
  }

  /// Puts a signal that began a month ago.
  func put(_ id: String, subject: String, guardian: String? = nil, municipality: String = "") throws {
    let started = Date(timeIntervalSinceNow: -86_400 * 30).ISO8601Format().prefix(10)
    var signal: JSONValue = [
      "id": .string(id), "subject": .string(subject), "birthDate": "2015-03-04", "organisationId": .string("o-\(id)"),
      "organisation": .string("Org \(id)"), "sector": "wijkteam", "contactName": .string("Name \(id)"),
      "contactPhone": "+31", "contactEmail": "x@y.example", "startedOn": .string(String(started)),
      "municipality": .string(municipality),
    ]
    if let guardian { signal["guardians"] = [.string(guardian)] }
    _ = try done("signal", "put", try file("\(id).json", signal.text))
  }

  /// The match whose own signals these are, as the list shows it (which leaves it unread).
  func match(of signal: String, kind: String = "youth", _ options: String...) throws -> JSONValue? {
    let run = try Self.run(["match", "list", "--kind", kind, "--home", home.path, "--json"] + options)
    return try good(run)["matches"]?.arrayValue?.first { $0["signals"]?.arrayValue?.contains(.string(signal)) == true }
  }

  /// Own signals and reasons of every line of the worklist.
  func worklist(_ options: String...) throws -> [[String]] {
    let items = try good(Self.run(["worklist", "--home", home.path, "--json"] + options))["items"]?.arrayValue ?? []
    return items.map { item in
      let signals = item["match"]?["signals"]?.arrayValue ?? []
      return (signals + (item["reasons"]?.arrayValue ?? [])).compactMap(\.stringValue)
    }
  }
}
