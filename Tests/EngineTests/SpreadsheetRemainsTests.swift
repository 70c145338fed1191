import Testing

@testable import Engine

/// What spreadsheets leave in a field, and what only looks like it.
@Suite(.timeLimit(.minutes(30))) struct SpreadsheetRemainsTests {
  @Test(arguments: [
    "#NAAM?", "#VERW!", "#N/B", "#WAARDE!", "#DEEL/0!", "#GETAL!", "#LEEG!", "#OVERLOOP!", "#NAME?", "#REF!", "#N/A",
    "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#n/b", "Err:502", "Fout:508", "#", "########", "3,1592E+10",
    "1,2346E+14", "1.2E+05", "1E+05", "-1,5e-7", "=A1", "=SOM(A1:A3)", "+A1", "+SOM(A1)", "+$A$1", "+1+2", "-A1",
    "-SOM(A1)", "-1+2", "@SUM(A1)", "@A1",
  ])
  func isRefused(text: String) { #expect(SpreadsheetRemains.fault(in: text[...]) != nil) }

  @Test(arguments: [
    "", "+31592000001", "+31 6 12345678", "+31(0)592-123456", "+31 6 12345678 / +31 6 87654321", "+", "-", "- de Vries",
    "0592-123456", "1E5", "12E", "E+10", "A#1", "#Jeugd", "Team #1", "Wijkteam (Noord)", "-Xy1_z", "3,14",
    "a@b.example",
  ])
  func isTaken(text: String) { #expect(SpreadsheetRemains.fault(in: text[...]) == nil) }

  /// Of the id 3-1 a spreadsheet makes a date, and of the id true a truth value of its own.
  @Test(arguments: ["TRUE", "false", "WAAR", "onwaar", "3-jan", "12-mrt", "1-Mar", "3-jan-26", "03-okt-2026", "jan-26"])
  func idThatASpreadsheetChangedIsRefused(text: String) {
    #expect(SpreadsheetRemains.fault(in: text[...], isId: true) != nil)
    #expect(SpreadsheetRemains.fault(in: text[...]) == nil)
  }

  @Test(arguments: [
    "3-1", "jan-2026", "jan-1234", "123-jan", "3-janssen", "true-1", "jan", "2026-01-03", "3--jan", "x-jan-26",
  ])
  func idThatOnlyLooksLikeADateIsTaken(text: String) {
    #expect(SpreadsheetRemains.fault(in: text[...], isId: true) == nil)
  }

  @Test func idMayBeginWithAHyphen() {
    #expect(SpreadsheetRemains.fault(in: "-A1", isId: true) == nil)
    #expect(SpreadsheetRemains.fault(in: "1,2346E+14", isId: true) != nil)
  }
}
