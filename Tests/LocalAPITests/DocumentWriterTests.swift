import LocalAPI
import PeerProtocol
import Testing

/// What is written straight into bytes says the same as what `JSONEncoder` writes.
@Suite(.timeLimit(.minutes(30))) struct DocumentWriterTests {
  private func checkSame<Document: LocalDocument>(_ document: Document) throws {
    var bytes: [UInt8] = []
    try DocumentWriter().append(document, to: &bytes)
    #expect(try Document(decoding: bytes) == document)
    #expect(try JSONValue(parsing: bytes) == JSONValue(parsing: document.encoded()))
  }

  private var day: CalendarDate { CalendarDate(daysSince1970: 20_000) }

  private func signal(_ id: String) -> StoredSignalDocument {
    StoredSignalDocument(
      id: id, status: Word(.active), inFeed: true, organisation: "\"A\\B\"\n\u{1} é", temporary: false, startedOn: day,
      termEndsOn: day.adding(days: 730), suspendedFor: [Word(.reportedDeath), Word(text: "new")],
      disclosedTo: [StoredSignalDocument.Disclosure(peer: "noord", firstOn: day, lastOn: day)])
  }

  @Test func documentIsWrittenAsEncoded() throws {
    try checkSame(signal("s1"))
    try checkSame(SignalsDocument(signals: []))
    try checkSame(SignalsDocument(signals: [signal("a"), signal("b")]))
    try checkSame(EndingsDocument())
    try checkSame(
      ClockDocument(
        state: Word(.inDoubt), machine: Timestamp(seconds: 5),
        differing: [ClockDocument.DifferingPeer(peer: "zuid", clock: Timestamp(seconds: 0), aheadSeconds: -5)]))
    try checkSame(
      ImportResultDocument(
        rows: 1, added: 0, updated: 0, unchanged: 0, notKept: 0, restored: 0, keptErased: ["age-limit": 3], refused: [],
        faults: [ImportResultDocument.FaultKind(field: "", reason: "{[", count: 2, rows: [2, 3])], protectedOnly: 0,
        protectedRows: []))
    try checkSame(["a": [1, 2.5, .null, [[]], true], "b": [:]] as JSONValue)
  }

  @Test func documentIsAppendedToWhatStandsThere() throws {
    var bytes = Array("[".utf8)
    try DocumentWriter().append(EndingsDocument(signals: 3), to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == #"[{"signals":3}"#)
  }
}
