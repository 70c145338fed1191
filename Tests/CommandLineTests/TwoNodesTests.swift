import Foundation
import PeerProtocol
import Testing

@testable import CommandLine
@testable import Demo
@testable import Node

/// Two nodes of the built program, from the invitation to the end of a match.
@Suite(.timeLimit(.minutes(30))) struct TwoNodesTests {
  private static let day = 86_400.0
  private static let started = String(Date(timeIntervalSinceNow: -day * 30).ISO8601Format().prefix(10))

  private static let terms = """
    {"purpose":"p","legalBasis":"b","kinds":["youth"],"limits":{
      "gooi":{"active":100,"perDay":100,"perYear":300},"nhn":{"active":100,"perDay":100,"perYear":300}},
     "contactRelease":"automatic","history":false,"followUpDays":14,"silenceDays":90,
     "validFrom":"\(Date(timeIntervalSinceNow: -day).ISO8601Format())",
     "validUntil":"\(Date(timeIntervalSinceNow: 300 * day).ISO8601Format())"}
    """

  private static func signal(_ id: String, _ subject: String) -> String {
    """
    {"id":"\(id)","subject":"\(subject)","birthDate":"2015-03-04","organisationId":"o-\(id)","organisation":"Org \(id)",
     "sector":"wijkteam","contactName":"Name \(id)","contactPhone":"+31","contactEmail":"x@y.example",
     "startedOn":"\(started)"}
    """
  }

  private func ok(_ run: TestNode.Run, _ line: Int = #line) -> JSONValue {
    #expect(run.status == 0, "line \(line): \(run)")
    return run.json
  }

  @Test func findWhatTheyShareAndNothingElse() throws {
    let ports = try [PortReservation(), PortReservation()]
    let nhn = try TestNode(region: "nhn", peer: "127.0.0.1:\(ports[0].port)")
    let gooi = try TestNode(region: "gooi", peer: "127.0.0.1:\(ports[1].port)")
    try nhn.start()
    try gooi.start()
    let code = try #require(ok(try nhn.command("peer", "invite"))["code"]?.stringValue)
    let joined = ok(try gooi.command("peer", "join", code))
    let seen = ok(try nhn.command("peer", "fingerprint", "gooi"))
    #expect(joined["fingerprint"]?.arrayValue?.count == 6 && joined["fingerprint"] == seen["fingerprint"])
    _ = ok(try nhn.command("peer", "accept", "gooi"))

    let file = try nhn.file("terms.json", Self.terms)
    let id = try #require(
      ok(try nhn.command("agreement", "propose", "gooi", "--file", file))["agreementId"]?.stringValue)
    _ = ok(try nhn.command("signal", "put", try nhn.file("1.json", Self.signal("n1", "bsn:999990019"))))
    _ = ok(try nhn.command("signal", "put", try nhn.file("2.json", Self.signal("n2", "bsn:999990020"))))
    _ = ok(try gooi.command("signal", "put", try gooi.file("1.json", Self.signal("g1", "bsn:999990019"))))
    // Not before the privacy officer approved does the proposal arrive at the other side.
    let early = try gooi.command("agreement", "approve", id, "--as", "operator")
    #expect(early.status == ExitCode.tryAgain.rawValue, "\(early)")
    _ = ok(try nhn.command("agreement", "approve", id, "--as", "privacy-officer"))
    for role in ["operator", "privacy-officer"] {
      #expect(try gooi.command("match", "list").json == ["matches": []])
      var approved = try gooi.command("agreement", "approve", id, "--as", role)
      for _ in 0..<600 where approved.status == ExitCode.tryAgain.rawValue {
        usleep(50_000)
        approved = try gooi.command("agreement", "approve", id, "--as", role)
      }
      _ = ok(approved)
    }
    // The region that approved last knows first that the agreement is concluded.
    for node in [gooi, nhn] { _ = ok(try node.command("sync", "now")) }
    for (node, own, other) in [(nhn, "n1", "g1"), (gooi, "g1", "n1")] {
      let matches = try #require(ok(try node.command("match", "list"))["matches"]?.arrayValue)
      #expect(matches.count == 1)
      #expect(matches.first?["signals"] == [.string(own)])
      let involvement = matches.first?["involvements"]?[0]
      #expect(involvement?["contact"]?["name"] == .string("Name \(other)"), "\(matches)")
      #expect(involvement?["organisation"]?["id"] == .string("o-\(other)"))
    }
    _ = ok(try gooi.command("signal", "withdraw", "g1", "--reason", "risk-gone"))
    _ = ok(try gooi.command("sync", "now"))
    for node in [nhn, gooi] {
      let open = ok(try node.command("match", "list"))["matches"]?.arrayValue?.filter { $0["status"] == "open" }
      #expect(open == [])
    }
    #expect(nhn.stop() == 0)
    #expect(gooi.stop() == 0)
  }
}
