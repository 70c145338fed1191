import Engine
import Region
import Testing

@testable import Node

/// Files of organisations in both forms.
@Suite(.timeLimit(.minutes(30))) struct OrganisationTableTests {
  private func rows(_ text: String) throws -> [OrganisationRow] { try OrganisationTable.rows(of: Array(text.utf8)) }

  private func faults(_ text: String) -> [String] {
    do {
      _ = try rows(text)
      return []
    } catch Refusal.organisations(.unreadable(let faults)) {
      return faults
    } catch {
      return ["another error"]
    }
  }

  @Test(arguments: [",", ";"]) func tableNamesFieldsByColumn(separator: String) throws {
    let file = "\u{FEFF}organisation_id,name,sector,since\r\no1,Name,ggd,2026-01-01\r\n,,,\r\no2,Other,ggd,2026-01-01"
    let found = try rows(file.split(separator: ",", omittingEmptySubsequences: false).joined(separator: separator))
    #expect(found.map(\.number) == [2, 4])
    #expect(
      found.first?.fields == [
        .organisationId: .text("o1"), .name: .text("Name"), .sector: .text("ggd"), .since: .text("2026-01-01"),
      ])
  }

  @Test func linesOfJSONMayHoldLists() throws {
    let found = try rows(
      """
      {"organisationId":"o1","name":"N","municipalities":["GM0363","GM0439"],"contact":null,"since":"2026-01-01"}

      {"organisation_id":"o2","sector":5,"secter":"x"}
      no JSON
      """)
    #expect(found.map(\.number) == [1, 3, 4])
    #expect(found[0].fields[.municipalities] == .list(["GM0363", "GM0439"]) && found[0].fields[.contact] == nil)
    #expect(found[1].fields[.organisationId] == .text("o2") && found[1].fields[.sector] == .unreadable)
    #expect(found.map(\.faults.count) == [0, 1, 1])
  }

  @Test func fileThatIsNoTableIsRefusedWholeAndNotQuoted() {
    #expect(faults("organisation_id,name,sector\n").contains { $0.contains("since") })
    let unknown = faults("organisation_id,name,sector,since,geheim\n")
    #expect(unknown.count == 1 && !unknown.joined().contains("geheim"))
    #expect(!faults("").isEmpty && !faults("PK\u{3}\u{4}").isEmpty)
    #expect(faults("organisation_id,name,name,sector,since\n").count == 1)
  }

  @Test func rowWithAFaultIsOneRefusedRow() throws {
    let found = try rows("organisation_id,name,sector,since\no1,N,ggd,2026-01-01,more\no2,\"N\n")
    #expect(found.map(\.faults.count) == [1, 1])
  }
}
