import PeerProtocol
import Testing

@testable import LocalAPI

/// What lists write of a match is what an encoder writes.
@Suite(.timeLimit(.minutes(30))) struct MatchDocumentTests {
  private static let time = Timestamp(seconds: 1_790_000_000)

  private static let side = MatchSideDocument(
    followUp: .init(state: Word(.contacted), at: time, reason: Word(.noConsent), outcome: [Word(.earlier)]),
    consent: Word(.refused), coordination: .init(state: Word(.agreed), at: time, holder: "drenthe"),
    handover: .init(state: Word(.wanted), at: time))

  private static let involvement = InvolvementDocument(
    organisation: .init(id: "o", name: "\"O\" / é", sector: "jgz"),
    contact: ContactDocument(name: "N", phone: "06", email: "n@mail.test"),
    since: CalendarDate(time).yearMonth, involvement: Word(.indirect), temporary: true,
    until: CalendarDate(time).yearMonth, left: CalendarDate(time).yearMonth, youthMatch: "m")

  private static func match(related: [MatchDocument]?) -> MatchDocument {
    MatchDocument(
      matchId: "m", kind: Word(.family), scope: Word(.across), peer: "gooi", status: Word(.ended), new: true,
      signals: ["a", "b"], involvements: [involvement], own: side, theirs: side, detectedAt: time, endedAt: time,
      contactsReceivedAt: time, release: Word(.awaiting), awaitingRelease: ["a"], related: related,
      archived: [involvement])
  }

  /// What a list holds of the document.
  private func written(_ document: MatchDocument) throws -> JSONValue {
    var bytes: [UInt8] = []
    try DocumentWriter().append(document, to: &bytes)
    return try JSONValue(parsing: bytes)
  }

  @Test func listHasTheMembersOfTheEncoding() throws {
    let document = Self.match(related: [Self.match(related: nil)])
    #expect(try JSONValue(parsing: document.encoded()) == written(document))
  }

  @Test func listLeavesOutWhatIsNotThere() throws {
    let document = MatchDocument(
      matchId: "m", kind: Word(.youth), scope: Word(.within), peer: "gooi", status: Word(.open), new: false,
      signals: [], involvements: [], own: MatchSideDocument(), theirs: MatchSideDocument(), detectedAt: Self.time)
    #expect(try JSONValue(parsing: document.encoded()) == written(document))
  }
}
