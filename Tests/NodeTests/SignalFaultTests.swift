import Engine
import PeerProtocol
import Region
import Testing

@testable import Node

/// What a report in JSON is told of its faults.
@Suite struct SignalFaultTests {
  @Test func columnsAreNamedAsTheMembersOfTheDocument() {
    let faults = [
      FieldFault(field: "ended_on", reason: "lies before started_on"),
      FieldFault(field: "subject[1]", reason: "is wrong"),
    ]
    #expect(
      Problem(Refusal.malformed(faults).namingMembers).members["faults"]
        == ["endedOn: lies before startedOn", "subject[1]: is wrong"])
    let protected = Problem(Refusal.signals(.protectedOnly(faults)).namingMembers)
    #expect(protected.members["faults"]?[0] == "endedOn: lies before startedOn")
    #expect(protected.members["protectedOnly"] == true)
    #expect(Refusal.nothingThere.namingMembers.code == .notFound)
  }

  @Test func itemThatIsNoTextIsNamedByItsPlace() throws {
    let report = try SignalReport(
      document: ["subject": ["bsn:900000016", 5], "contact_phone": 5, "colour": 1], id: "a")
    #expect(
      report.faults.map { String($0.line.prefix { $0 != ":" }) } == ["contactPhone", "subject[1]", "colour"])
  }
}
