import Cryptography
import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What protects in a row that is refused, through an import and a single report.
@Suite(.timeLimit(.minutes(30))) struct ProtectedRowTests {
  private let world: World

  init() throws { world = try World(seed: 1, regions: 1, identities: 8) }

  private var node: SimulatedNode { world.nodes[0] }

  private func row(_ id: String, _ subject: String = "vnr:1000000000", _ more: [String: String] = [:]) -> [String:
    String]
  {
    let fields = [
      "signal_id": id, "subject": subject, "organisation_id": "o1", "organisation": "Organisation",
      "sector": "wijkteam", "contact_phone": "+31592000001", "started_on": node.today.adding(days: -30).iso,
    ]
    return fields.merging(more) { _, given in given }
  }

  @discardableResult
  private func load(_ rows: [[String: String]], whole: Bool = false) throws -> JSONValue {
    let file =
      whole
      ? try node.engine.signals.beginWholeIndexImport(WholeIndexTerms(confirmedRemovals: 99))
      : node.engine.signals.beginImport()
    for (number, fields) in rows.enumerated() { try file.add(row: number + 2, fields: fields) }
    return try file.finish().document()
  }

  private func signal(_ id: String) throws -> JSONValue { try node.engine.signal(id: id) }

  /// A word that protects, or looks like one, never leaves the signal as visible as it was.
  @Test(arguments: [
    ["shielding": "withheld", "objection": "lodged", "contact_phone": ""],
    ["shielding": "withheld", "started_on": "x"],
    ["shielding": "Withheld ", "subject": "bsn:1"], ["shielding": "witheld"], ["shielding": "#NAAM?"],
    ["objection": "lodged", "contact_phone": "#N/B"], ["objection": "upheld", "organisation": ""],
    ["objection": "loged"], ["objection": "ingediend"], ["end_reason": "mistaken"], ["end_reason": "deceassed"],
    ["end_reason": "deceased", "ended_on": "31-12-2025"], ["ended_on": "2026-01-01"], ["ended_on": "1-1-2026"],
    ["sector": "vrouwenopvag"], ["sector": "Vrouwenopvang", "contact_phone": ""], ["sector": "opvang vrouwen"],
  ])
  func refusedUpdateProtectsAndErasesNothing(fault: [String: String]) throws {
    try load([row("a")])
    #expect(try signal("a")["inFeed"] == true)
    let result = try load([row("a", "vnr:1000000000", fault)])
    #expect(result["protectedOnly"] == 1 && result["protectedRows"] == [2], "\(result)")
    #expect(result["updated"] == 0 && result["refused"]?.arrayValue?.count == 1)
    #expect(try signal("a")["inFeed"] == false && signal("a")["status"] == "active")
    #expect(node.engine.statusDocument()["refusedRows"]?["ids"] == ["a"])
    // Twice is once, and a good row says what counts.
    let held = canonical(node.state)
    try load([row("a", "vnr:1000000000", fault)])
    #expect(canonical(node.state) == held)
    #expect(try load([row("a")])["updated"] == 1)
    #expect(try signal("a")["shielding"] == "none")
    #expect(node.engine.statusDocument()["refusedRows"]?["count"] == 0)
    try world.checkReplay(0)
  }

  @Test(arguments: [
    ["contact_phone": ""], ["shielding": "none", "contact_phone": ""], ["objection": "rejected", "contact_phone": ""],
    ["ended_on": "0000-00-00"], ["sector": "kermis"],
  ])
  func refusedUpdateWithoutProtectionLeavesTheSignal(fault: [String: String]) throws {
    try load([row("a")])
    #expect(try load([row("a", "vnr:1000000000", fault)])["protectedOnly"] == 0)
    #expect(try signal("a")["inFeed"] == true)
  }

  @Test func shieldingIsNeverLoweredByARefusedRow() throws {
    try load([row("a", "vnr:1000000000", ["shielding": "withheld"])])
    try load([row("a", "vnr:1000000000", ["shielding": "none", "contact_phone": ""])])
    #expect(try signal("a")["shielding"] == "withheld")
  }

  @Test func singleReportTellsThatOnlyWhatProtectsWasTaken() throws {
    try load([row("a")])
    let document: JSONValue = ["subject": "vnr:1000000000", "shielding": "withheld", "sector": "kermis"]
    let problem = #expect(throws: Refusal.self) { try node.engine.putSignal(id: "a", document: document) }
    #expect(problem?.members["protectedOnly"] == true)
    #expect(problem?.members["faults"]?.arrayValue?.count == 5, "all faults at once: \(problem as Any)")
    #expect(try signal("a")["shielding"] == "withheld")
    let other = #expect(throws: Refusal.self) { try node.engine.putSignal(id: "new", document: document) }
    #expect(other?.members["protectedOnly"] == nil)
  }

  /// Faults of the document itself lose nothing either.
  @Test(
    arguments: [
      ["shielding": "withheld", "colour": "red"], ["shielding": 5], ["shielding": ["withheld"], "temporary": 7],
      ["objection": ["lodged": true]], ["signalId": "b", "shielding": "withheld"],
    ] as [JSONValue])
  func singleReportOfABrokenFormProtects(change: JSONValue) throws {
    try load([row("a")])
    var document: [String: JSONValue] = [
      "subject": "vnr:1000000000", "organisationId": "o1", "organisation": "Organisation", "sector": "wijkteam",
      "contactPhone": "+31592000001", "startedOn": .string(node.today.iso),
    ]
    for (name, value) in change.objectValue ?? [:] { document[name] = value }
    let problem = #expect(throws: Refusal.self) { try node.engine.putSignal(id: "a", document: .object(document)) }
    #expect(problem?.code == .malformed && problem?.members["protectedOnly"] == true)
    #expect(try signal("a")["inFeed"] == false)
  }

  @Test func secondRowOfASignalIsRefusedAndProtectsAllTheSame() throws {
    let result = try load([
      row("7", "vnr:1000000000"), row(" 7\u{A0}", "vnr:1000000001", ["shielding": "withheld"]),
      row("8", "vnr:1000000002"),
    ])
    #expect(result["added"] == 2 && result["updated"] == 0 && result["protectedOnly"] == 1)
    #expect(result["refused"]?.arrayValue?.first?["reason"]?.stringValue?.contains("row 2") == true, "\(result)")
    #expect(try signal("7")["shielding"] == "withheld")
    #expect(node.state.signals.youths.count == 2)
  }

  @Test func signalThatStandsTwiceKeepsAWholeIndexFromRemoving() throws {
    try load([row("1"), row("2"), row("7"), row("8")])
    let rows = [row("7"), row("7", "vnr:1000000001"), row("8")]
    let result = try load(rows, whole: true)
    #expect(result["removed"] == 0 && result["removalsHeld"]?["reason"]?.stringValue?.contains("row 3") == true)
    #expect(node.state.signals.count == 4)
    #expect(try load([row("7"), row("8")], whole: true)["removed"] == 2)
  }

  /// The youth may be named by a row behind the one with the objection.
  @Test(arguments: [false, true]) func objectionOfAnUnknownSignalReachesItsYouth(isLate: Bool) throws {
    let objection = row("new", "vnr:1000000000", ["objection": "lodged", "contact_phone": ""])
    try load(isLate ? [objection, row("a"), row("b")] : [row("a"), row("b"), objection])
    #expect(try signal("a")["objection"] == "lodged" && signal("b")["inFeed"] == false)
    #expect(throws: Refusal.self) { try signal("new") }
  }

  @Test func unknownSectorStaysInStatusUntilItIsResolved() throws {
    let kermis = row("new", "vnr:1000000000", ["sector": "kermis"])
    let result = try load([kermis])
    let reason = result["refused"]?.arrayValue?.first?["reason"]?.stringValue ?? ""
    #expect(reason.contains("wijkteam") && !reason.contains("kermis"))
    #expect(node.engine.statusDocument()["refusedRows"] == ["count": 1, "byField": ["sector": 1], "ids": ["new"]])
    try node.restart(keeping: 0)
    #expect(node.engine.statusDocument()["refusedRows"]?["count"] == 1)
    try load([row("a")], whole: true)
    #expect(node.engine.statusDocument()["refusedRows"]?["count"] == 0)
    try load([kermis])
    _ = try node.engine.withdrawSignal(id: "new", reason: "mistaken")
    #expect(node.engine.statusDocument()["refusedRows"]?["count"] == 0)
  }

  /// Of a row that no reader can divide for sure, what it says that protects counts.
  @Test func rowOfABrokenFormProtects() throws {
    try load([row("a")])
    let file = node.engine.signals.beginImport()
    try file.refuse(
      row: 2, FieldFault(field: "contact_name", reason: "is not UTF-8"),
      readable: SignalFields(cells: ["signal_id": "a", "shielding": "withheld"]))
    #expect(try file.finish().document()["protectedOnly"] == 1)
    #expect(try signal("a")["shielding"] == "withheld")
  }

  @Test func sectorIsStoredInItsOneForm() throws {
    try load([
      row("a", "vnr:1000000000", ["sector": " WIJK-team"]), row("b", "vnr:1000000001", ["sector": "Vrouwen Opvang"]),
    ])
    #expect(try signal("a")["sector"] == "wijkteam" && signal("a")["inFeed"] == true)
    #expect(try signal("b")["sector"] == "vrouwenopvang" && signal("b")["shielding"] == "withheld")
  }

  /// All faults of a row at once, and equal faults of many rows together.
  @Test func equalFaultsAreCountedTogether() throws {
    let bad = ["contact_phone": "3,1592E+10", "municipality": "Assen", "started_on": "31-12-2025"]
    let result = try load((0..<30).map { row("s\($0)", "vnr:1000000000", bad) })
    #expect(result["refused"]?.arrayValue?.first?["faults"]?.arrayValue?.count == 3)
    let faults = result["faults"]?.arrayValue ?? []
    #expect(faults.map { $0["field"] } == ["municipality", "contact_phone", "started_on"])
    #expect(faults.allSatisfy { $0["count"] == 30 && $0["rows"]?.arrayValue?.count == 10 })
  }

  /// A store of before the list: what reads as a shelter leaves the feeds with the first start, once.
  @Test func storedShelterIsWithheldAtTheStart() throws {
    for (id, sector) in [("a", "Vrouwenopvang"), ("b", "vrouwenopvag"), ("c", "Wijkteam"), ("d", "kermis")] {
      let rules = ReportRules(today: node.today, profile: .jeugdwet)
      var signal = try #require(
        SignalRow(SignalFields(cells: row(id, "vnr:1000000\(100 + (id.utf8.first ?? 0))")), rules: rules).signal)
      signal.reporter.sector = sector
      let points = try node.engine.arithmetic.pseudonyms(of: signal.youth, kind: .youth)
      let youths = Dictionary(uniqueKeysWithValues: zip(signal.youth, points.compactMap { Pseudonym(point: $0) }))
      let content = node.engine.signals.content(signal, try node.engine.signals.mark(of: signal), youths, [:])
      try node.engine.store.commit { (transaction) throws(Refusal) in
        try transaction.append(.signals(.recorded(content, at: 1)))
      }
    }
    #expect(try signal("a")["inFeed"] == true)
    try node.restart(keeping: 0)
    #expect(try ["a", "b", "c", "d"].map { try signal($0)["inFeed"] == true } == [false, false, true, true])
    #expect(node.engine.statusDocument()["refusedRows"]?["ids"] == ["b", "d"])
    let held = canonical(node.state)
    try node.restart(keeping: 0)
    #expect(canonical(node.state) == held)
    try world.checkReplay(0)
  }

  // MARK: - Dates

  @Test(arguments: ["birth_date", "started_on", "informed_on"]) func dateMayLieADayAhead(field: String) throws {
    try load([row("a", "vnr:1000000000", [field: node.today.adding(days: 1).iso])])
    #expect(try signal("a")["status"] == "active")
    for date in [node.today.adding(days: 2).iso, "2126-01-01", "0026-01-01", "1899-12-31", "12-31-2025", "31-12-25"] {
      let result = try load([row("b", "vnr:1000000000", [field: date])])
      #expect(result["refused"]?.arrayValue?.first?["field"] == .string(field), "\(date)")
    }
  }

  @Test func whatIsNotKeptIsCountedApart() throws {
    let result = try load([
      row("old", "vnr:1000000000", ["started_on": "2015-01-01"]),
      row("gone", "vnr:1000000001", ["end_reason": "mistaken", "ended_on": node.today.iso]), row("a", "vnr:1000000002"),
    ])
    #expect(result["added"] == 1 && result["notKept"] == 2 && node.state.signals.ids == ["a"])
  }
}
