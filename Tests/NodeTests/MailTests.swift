import Cryptography
import Engine
import Pages
import PeerProtocol
import Testing
import Transport

@testable import Node
@testable import Region

/// What stands in a mail, and what node.json may say of mail.
@Suite(.timeLimit(.minutes(30))) struct MailTests {
  private func configuration() throws -> MailConfiguration {
    var mail = MailConfiguration(server: "smtps://mail.example.nl:465", from: "node@example.nl")
    mail.digest = MailConfiguration.Digest(to: ["a@example.nl", "b@example.nl"])
    mail.alarms = [.operator: ["beheer@example.nl"]]
    return mail
  }

  private func region() throws -> RegionName { try #require(RegionName("nhn")) }

  /// The head and the text of a mail.
  private func parts(
    _ mail: Mail, in language: PageLanguage = .dutch
  ) throws -> (head: [String], text: String) {
    var configuration = try configuration()
    configuration.language = language
    let outgoing = MailText(mail, configuration, try region()).outgoing(at: Timestamp(seconds: 1_800_000_000))
    let lines = String(decoding: outgoing.message, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    let end = try #require(lines.firstIndex(of: ""))
    #expect(lines.allSatisfy { $0.utf8.count <= 998 })
    let text = try #require(Base64.decode(lines[(end + 1)...].joined()))
    return (lines[..<end].map(String.init), String(decoding: text, as: UTF8.self))
  }

  @Test func digestHoldsCountsOnly() throws {
    var counts = WorklistCounts()
    (counts.new, counts.overdue, counts.all) = (3, 1, 7)
    let day = try #require(CalendarDate(iso: "2027-01-15"))
    let (head, text) = try parts(.digest(on: day, counts))
    #expect(head.contains("Date: Fri, 15 Jan 2027 08:00:00 +0000"))
    #expect(head.contains("Subject: Samenloop nhn: werklijst"))
    #expect(text.contains("- 3 nieuwe matches\r\n- 1 match over de termijn zonder contact\r\n- 7 regels in totaal"))
  }

  @Test func mailsAreInTheConfiguredLanguage() throws {
    var counts = WorklistCounts()
    (counts.new, counts.overdue, counts.all) = (1, 2, 1_200)
    let day = try #require(CalendarDate(iso: "2027-01-15"))
    let digest = try parts(.digest(on: day, counts), in: .english)
    #expect(digest.head.contains("Subject: Samenloop nhn: worklist"))
    #expect(digest.text.contains("- 1 new match\r\n- 2 matches without contact after the term\r\n- 1200 lines in all"))
    let alarms = ["webhook-disabled", "clock-differs"].map { code in
      MailAlarm(code, about: nil, at: Timestamp(seconds: 1_800_000_000))
    }
    let alarm = try parts(.alarms(.operator, alarms), in: .english)
    #expect(alarm.head.contains("Subject: Samenloop nhn: 2 alarms"))
    #expect(alarm.text.contains("webhook-disabled, about this region, last 2027-01-15T08:00:00Z\r\n"))
    let test = try parts(.test(address: "a@example.nl", id: "1"), in: .english)
    for text in [digest.text, alarm.text, test.text] {
      for dutch in ["regio ", "deze", "bericht", "Bel "] { #expect(!text.contains(dutch), "\(text)") }
    }
    // The same mail keeps its id where the language is changed between two tries.
    let dutch = try parts(.digest(on: day, counts))
    #expect(dutch.head.first { $0.hasPrefix("Message-ID") } == digest.head.first { $0.hasPrefix("Message-ID") })
  }

  @Test func twoMailsAboutTheSameHaveOneId() throws {
    let at = Timestamp(seconds: 1_800_000_000)
    func id(_ code: String) throws -> String? {
      try parts(.alarms(.operator, [MailAlarm(code, about: region(), at: at)])).head.first {
        $0.hasPrefix("Message-ID")
      }
    }
    #expect(try id("limit-exceeded") == id("limit-exceeded"))
    #expect(try id("limit-exceeded") != id("clock-differs"))
  }

  @Test func alarmSaysWhatToDo() throws {
    let alarm = MailAlarm("webhook-disabled", about: try region(), at: Timestamp(seconds: 1_800_000_000))
    let (head, text) = try parts(.alarms(.operator, [alarm]))
    #expect(head.contains("To: beheer@example.nl") && head.contains("Subject: Samenloop nhn: alarm webhook-disabled"))
    #expect(text.contains("samenloop webhook redeliver") && text.contains("deze regio"))
  }

  @Test(arguments: [
    "", "a", "a@", "@b.nl", "a@b@c.nl", "a b@c.nl", "a@b.nl\r\nBcc: x@y.nl", "<a@b.nl>", "a,b@c.nl", ".a@b.nl",
    "a@b.nl.",
    "jé@b.nl",
  ])
  func otherTextsAreNoAddress(text: String) { #expect(!MailConfiguration.isAddress(text)) }

  @Test(arguments: ["a@b.nl", "a.jansen+x@sub.example.nl", "o'neill@example.nl"])
  func addressesAreAccepted(text: String) { #expect(MailConfiguration.isAddress(text)) }

  private func read(_ mail: JSONValue, _ webhooks: JSONValue? = nil) throws -> NodeConfiguration {
    var members: [String: JSONValue] = [
      "region": "nhn", "name": "NHN", "peerAddress": "127.0.0.1:8443", "localAddress": "127.0.0.1:8444", "mail": mail,
    ]
    members["webhooks"] = webhooks
    return try NodeConfiguration(reading: .object(members))
  }

  @Test func configurationIsWrittenAsItWasRead() throws {
    let read = try read(
      [
        "server": "smtp://mail.example.nl:587", "from": "node@example.nl", "userName": "n", "passwordFile": "p",
        "digest": ["to": ["a@example.nl"], "at": "08:05", "days": "all"], "language": "en",
        "alarms": ["operator": ["b@example.nl"], "privacy-officer": ["c@example.nl"]],
      ],
      ["hosts": [["host": "Index.example.nl"], ["host": "10.0.0.1", "private": true]], "oin": "00000001234567890000"])
    #expect(read.mail?.digest == MailConfiguration.Digest(to: ["a@example.nl"], minute: 485, isDaily: true))
    #expect(read.mail?.language == .english)
    #expect(read.webhooks?.hosts.map(\.name) == ["index.example.nl", "10.0.0.1"])
    #expect(read.webhooks?.hosts.map(\.isPrivate) == [false, true])
    #expect(try NodeConfiguration(reading: read.json) == read)
  }

  @Test func faultsNameTheirMember() throws {
    let error = #expect(throws: JSONFaults.self) {
      try read(
        [
          "server": "http://mail.example.nl", "from": "x", "userName": "n", "digest": ["to": [], "at": "7:30"],
          "alarms": ["everybody": []], "language": "nl-NL",
        ], ["hosts": [["host": "a b"], ["host": "a.nl", "private": "yes"]], "oin": "1"])
    }
    let places = (error?.faults ?? []).map { String($0.prefix { $0 != ":" }) }
    for place in [
      "mail.server", "mail.from", "mail.passwordFile", "mail.digest.to", "mail.digest.at", "mail.alarms.everybody",
      "mail.language",
      "webhooks.hosts[0]", "webhooks.hosts[1]", "webhooks.oin",
    ] {
      #expect(places.contains(place), "\(place) in \(places)")
    }
  }
}
