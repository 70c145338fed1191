import Engine
import LocalAPI
import PeerProtocol
import Region
import TestSupport
import Testing
import Transport

@testable import Node

@Suite(.timeLimit(.minutes(30))) struct NodeConfigurationTests {
  private static let smallest: JSONValue = [
    "region": "nhn", "name": "Noord-Holland Noord", "peerAddress": "127.0.0.1:8443", "localAddress": "[::1]:8444",
  ]

  private func faults(_ change: (inout JSONValue) -> Void) -> [String] {
    var json = Self.smallest
    change(&json)
    do {
      _ = try NodeConfiguration(reading: json)
      return []
    } catch {
      return error.faults
    }
  }

  @Test func readsTheSmallestAndItsOwnForm() throws {
    let configuration = try NodeConfiguration(reading: Self.smallest)
    #expect(configuration.endpoint.url == "https://127.0.0.1:8443")
    #expect(configuration.environment == .production)
    #expect(configuration.retention == .jeugdwet && configuration.snapshotRemovalPercent == 10)
    #expect(configuration.revocationGraceHours == 24)
    var full = configuration
    full.operatorContact = Contact(name: "Beheer", phone: "+31100000000", email: "beheer@nhn.example")
    full.coordinationDesk = Contact(name: "Regie", phone: "", email: "regie@nhn.example")
    full.trustAnchors = "anchors.pem"
    full.revocationLists = "/etc/lists.pem"
    full.revocationGraceHours = 0
    full.environment = .training
    full.retention.termMonths = 12
    full.retention.archiveYears = 0
    full.retention.auditYears = 20
    full.retention.movedAwayMonths = 6
    full.retention.informing = .holdExchange
    full.retention.validUntil = Timestamp(rfc3339: "2028-01-01T00:00:00Z")
    full.snapshotRemovalPercent = 0
    full.targets.contactDays = 10
    full.targets.matchedPercent = 70
    full.targets.contactedPercent = 0
    full.sectors = [Sector("zomerkamp"), Sector("Huis Hera", isShelter: true)]
    #expect(try NodeConfiguration(reading: full.json) == full)
  }

  @Test(arguments: [
    ("zomerkamp", JSONValue.null, "whether families hide there"), ("Wijk-team", false, "is known already, as wijkteam"),
    ("vrouwenopvag", false, "misspelt shelter"), (" x ", false, "without blanks"), ("-", true, "2 to 60 bytes"),
    ("x\ny", false, "2 to 60 bytes"), ("zomerkamp", "no", "true or false"),
  ])
  func ownSectorHasToBeClear(name: String, shelter: JSONValue, fault: String) throws {
    let found = faults {
      $0 = $0.adding("sectors", .array([["name": .string(name), "shelter": shelter]]))
    }
    #expect(found.count == 1 && found[0].hasPrefix("sectors[0]: ") && found[0].contains(fault), "\(found)")
  }

  @Test func ownSectorsAreAListWithoutRepetition() {
    #expect(faults { $0 = $0.adding("sectors", "wijkteam") } == ["sectors: must be a list"])
    let twice: JSONValue = [["name": "kamp", "shelter": true], ["name": "Kamp", "shelter": false]]
    #expect(faults { $0 = $0.adding("sectors", twice) }.first?.contains("known already") == true)
  }

  @Test(arguments: [
    ("region", "Nhn", "region: must be"), ("region", "", "region: must be"), ("name", "", "name: must be"),
    ("name", "a\u{7}b", "name: must be"), ("name", "a\u{202E}b", "name: must be"),
    ("name", "a\u{2028}b", "name: must be"), ("peerAddress", "127.0.0.1", "peerAddress: must be HOST:PORT"),
    ("peerAddress", "h:70000", "peerAddress: must be HOST:PORT"), ("localAddress", ":1", "localAddress: must be"),
    ("localAddress", "127.0.0.1:8443", "localAddress: must differ"), ("endpoint", "http://h:1", "endpoint: must be"),
    ("endpoint", "https://h:1/", "endpoint: must be"), ("environment", "test", "environment: must be"),
    ("retention", "12", "retention: must be an object"),
    ("snapshotRemovalPercent", "5", "must be an integer from 0 to 100"),
    ("revocationGraceHours", "x", "must be an integer from 0 to 168"),
    ("operator", "me", "operator: must be an object"),
    ("peerAddress", "0.0.0.0:8443", "endpoint: is needed"), ("revocationLists", "x.pem", "needs trustAnchors"),
    ("locaAddress", "x", "locaAddress: is not known; did you mean \"localAddress\"?"),
  ])
  func namesWhatIsWrong(member: String, value: String, expected: String) {
    let found = faults { $0[member] = .string(value) }
    #expect(found.count == 1)
    #expect(found.first?.contains(expected) == true, "\(found)")
  }

  @Test func namesAllFaultsAtOnce() {
    let found = faults { json in
      json["region"] = nil
      json["retention"] = [
        "profile": "wvo", "termMonths": 25, "ageLimitYears": 24, "archiveYears": -1, "movedAwayMonths": 25,
        "auditYears": 4,
        "informing": "ask", "validUntil": "2028", "silence": 1,
      ]
      json["operator"] = ["name": 1, "fax": "x"]
    }
    #expect(
      found == [
        "region: is missing; it must be 2 to 32 characters a-z, 0-9 and -, beginning with a letter",
        "operator.fax: is not known; a contact has name, phone and email",
        "operator.name: must be a text of at most 200 bytes without control characters",
        "retention.profile: must be jeugdwet, the only profile that there is",
        "retention.termMonths: must be an integer from 1 to 24",
        "retention.ageLimitYears: must be an integer from 1 to 23",
        "retention.archiveYears: must be an integer from 0 to 5",
        "retention.movedAwayMonths: must be an integer from 0 to 24",
        "retention.auditYears: must be an integer from 5 to 20",
        "retention.informing: must be report or hold-exchange",
        "retention.validUntil: must be a time such as 2028-01-01T00:00:00Z", "retention.silence: is not known",
      ])
  }

  @Test func limitsOfRequestsAreReadAndWritten() throws {
    var json = Self.smallest
    #expect(try NodeConfiguration(reading: json).requestLimits == RequestLimits())
    json["requestLimits"] = [
      "peer": ["requestsPerSecond": 50], "privacy-officer": ["requestsPerSecond": 2, "concurrentRequests": 3],
    ]
    let read = try NodeConfiguration(reading: json)
    #expect(read.requestLimits.peer.requestsPerSecond == 50 && read.requestLimits.peer.requestBurst == 200)
    #expect(read.requestLimits.peer.maxConcurrent == ClientLimits().maxConcurrent)
    let officer = read.requestLimits.limits(for: .privacyOfficer)
    #expect(officer.requestsPerSecond == 2 && officer.maxConcurrent == 3)
    #expect(read.requestLimits.limits(for: .index) == RequestLimits().limits(for: .index))
    #expect(try NodeConfiguration(reading: read.json) == read)
    json["requestLimits"] = ["peers": [:], "index": ["requestsPerSecond": 0, "rate": 1]]
    #expect(
      faults { $0["requestLimits"] = json["requestLimits"] } == [
        "requestLimits.index.requestsPerSecond: must be an integer from 1 to 1000000",
        "requestLimits.index.rate: is not known",
        "requestLimits.peers: is not known; did you mean \"peer\"?",
      ])
  }

  @Test(
    arguments: [
      (["contactDays": 0], "targets.contactDays"), (["matchedPercent": 101], "targets.matchedPercent"),
      (["contactedPercent": "40"], "targets.contactedPercent"), (["contactDay": 10], "targets.contactDay"),
      ("40", "targets"),
    ] as [(JSONValue, String)])
  func faultyTargetIsNamed(targets: JSONValue, member: String) {
    let found = faults { $0 = $0.adding("targets", targets) }
    #expect(found.count == 1 && found[0].hasPrefix("\(member): "), "\(found)")
  }

  @Test func takesPortZero() throws {
    var json = Self.smallest
    json["peerAddress"] = "127.0.0.1:0"
    json["localAddress"] = "127.0.0.1:0"
    #expect(try NodeConfiguration(reading: json).peerAddress.port == 0)
  }
}
