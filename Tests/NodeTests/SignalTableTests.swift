import Region
import Testing

@testable import Node

@Suite(.timeLimit(.minutes(30))) struct SignalTableTests {
  private static let required = "signal_id,subject,birth_date,organisation_id,organisation,sector,started_on"

  private func read(_ bytes: [UInt8], pieces: Int = .max) throws -> [SignalTable.Row] {
    var table = SignalTable()
    var rows: [SignalTable.Row] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(pieces))
      rest.removeFirst(piece.count)
      try table.read(piece) { rows.append($0) }
    }
    try table.finish { rows.append($0) }
    return rows
  }

  private func faults(_ text: String) -> [String] {
    do {
      _ = try read(Array(text.utf8))
      return []
    } catch let error as SignalTableError {
      return error.faults
    } catch {
      return ["another error"]
    }
  }

  @Test(arguments: [1, 3, 1_000]) func namesFieldsByColumn(pieces: Int) throws {
    let rows = try read(Array("\(Self.required)\n1,bsn:x,d,o,n,s,t\n".utf8), pieces: pieces)
    #expect(
      rows == [
        .fields(
          number: 2,
          [
            "signal_id": "1", "subject": "bsn:x", "birth_date": "d", "organisation_id": "o", "organisation": "n",
            "sector": "s", "started_on": "t",
          ])
      ])
  }

  /// A header that is too long was refused for another reason when its line end came in a later piece, behind a mark.
  @Test func aHeaderThatIsTooLongIsSoHoweverItIsCut() {
    let limits = CSVReader.Limits(rowBytes: 320, fields: 24)
    for length in 315...330 {
      for mark in ["", "\u{FEFF}"] {
        let header = mark + "signal_id;subject," + String(repeating: ",", count: length - 18) + ";;\n"
        var found: Set<[String]> = []
        for pieces in [1, 7, 322, 1_000] {
          var table = SignalTable(limits: limits)
          var rest = Array(header.utf8)[...]
          let error = #expect(throws: SignalTableError.self) {
            while !rest.isEmpty {
              let piece = Array(rest.prefix(pieces))
              rest.removeFirst(piece.count)
              try table.read(piece) { _ in }
            }
            try table.finish { _ in }
          }
          found.insert(error?.faults ?? [])
        }
        #expect(found.count == 1, "\(length) bytes: \(found)")
      }
    }
  }

  @Test func takesAMarkAndSemicolonsAsSpreadsheetsWriteThem() throws {
    let header = Self.required.split(separator: ",").joined(separator: ";")
    let rows = try read([0xEF, 0xBB, 0xBF] + Array("\(header)\r\n1;\"bsn:x;vnr:y\";d;o;n, m;s;t\r\n".utf8), pieces: 2)
    guard case .fields(2, let fields) = rows.first else {
      Issue.record("no row: \(rows)")
      return
    }
    #expect(fields["subject"] == "bsn:x;vnr:y")
    #expect(fields["organisation"] == "n, m")
  }

  @Test func takesEveryColumnOfTheDataSet() throws {
    let header = SignalColumn.allCases.map(\.rawValue).joined(separator: ",")
    #expect(try read(Array("\(header)\n".utf8)).isEmpty)
    #expect(SignalColumn.allCases.count == 20)
  }

  @Test func refusesAnUnknownColumnByName() {
    let found = faults("\(Self.required),consnt\n1,2,3,4,5,6,7,8\n")
    #expect(found == ["unknown column \"consnt\"; did you mean \"consent\"?"])
  }

  @Test func namesEveryFaultOfTheHeader() {
    let found = faults("signal_id,signal_id,,subject,birth_date,organisation_id,organisation,sector\n")
    #expect(
      found == [
        "column \"signal_id\" stands twice", "column 3 has no name", "column \"started_on\" is missing",
      ])
  }

  @Test func neverRepeatsDataFromAFileWithoutHeader() {
    let found = faults("nhn-1,bsn:900000007,2010-01-01\n")
    #expect(found.count == 1)
    #expect(!found.joined().contains("900000007"))
    #expect(!faults("subject,bsn:900000007\n").joined().contains("900000007"))
  }

  @Test(arguments: ["", "\n", "signal_id\tsubject\n"]) func refusesAFileWithoutColumns(text: String) {
    #expect(faults(text).count == 1)
  }

  @Test func tellsUTF16() throws {
    #expect(throws: SignalTableError.self) { try read([0xFF, 0xFE, 0x73, 0x00, 0x0A, 0x00]) }
  }

  @Test func refusesRowsOfAnotherLengthAndPassesOverRowsOfSeparators() throws {
    let rows = try read(Array("\(Self.required)\n1,2\n,,,,,,\n1,2,3,4,5,6,7,8\n".utf8))
    #expect(
      rows == [
        .refused(
          number: 2, field: "birth_date", reason: "is missing: the row has 2 fields where the header has 7",
          readable: ["signal_id": "1", "subject": "2"]),
        .refused(
          number: 4, field: nil,
          reason: "the row has 8 fields where the header has 7: quote a field that holds a separator",
          readable: ["signal_id": "1", "subject": "2"]),
      ])
  }

  @Test func namesTheColumnOfABrokenField() throws {
    let rows = try read(Array("\(Self.required)\n1,\"bsn:x\"y,3,4,5,6,7\n1,2,3,4,5,6,7\n".utf8))
    guard case .refused(2, "subject", let reason, let readable) = rows.first else {
      Issue.record("not refused: \(rows)")
      return
    }
    #expect(reason == CSVFault.textAfterQuote.reason && readable["signal_id"] == "1" && readable["sector"] == "6")
    #expect(rows.count == 2)
  }

  @Test func saysSaveAsUTF8() throws {
    let rows = try read(Array("\(Self.required)\n1,2,3,4,M".utf8) + [0xFC] + Array("ller,6,7\n".utf8))
    guard case .refused(2, "organisation", let reason, let readable) = rows.first else {
      Issue.record("not refused: \(rows)")
      return
    }
    #expect(rows.count == 1 && reason == CSVFault.notUTF8.reason && readable["sector"] == "6")
    #expect(CSVFault.notUTF8.reason.contains("save the file as UTF-8"))
  }

  // MARK: - As spreadsheets leave them

  private static let more = "\(required),shielding,contact_phone"

  @Test(arguments: ["sep=,", "SEP=,", "\"sep=,\"", "\u{FEFF}sep=,\r"])
  func lineThatNamesTheSeparatorIsRead(line: String) throws {
    for pieces in [1, 4, 1_000] {
      let rows = try read(Array("\(line)\n\(Self.required)\n1,2,3,4,5,6,7\n".utf8), pieces: pieces)
      guard case .fields(2, let fields) = rows.first else {
        Issue.record("no row: \(rows)")
        return
      }
      #expect(rows.count == 1 && fields["signal_id"] == "1")
    }
  }

  @Test func optionalFieldsMayBeMissingAtTheEndAndEmptyOnesStandBehind() throws {
    let rows = try read(
      Array("\(Self.more);;\n1,2,3,4,5,6,7,none\n1,2,3,4,5,6,7,none,8, ,\n".replacing(";", with: ",").utf8))
    #expect(rows.count == 2)
    for row in rows {
      guard case .fields = row else {
        Issue.record("refused: \(row)")
        continue
      }
    }
  }

  /// What protects could have stood behind the cut.
  @Test(arguments: ["shielding", "end_reason", "objection"]) func rowCutBeforeAWordThatProtectsIsRefused(column: String)
    throws
  {
    let rows = try read(Array("\(Self.required),contact_phone,\(column)\n1,2,3,4,5,6,7,8\n".utf8))
    guard case .refused(2, let field, _, let readable) = rows.first else {
      Issue.record("not refused: \(rows)")
      return
    }
    #expect(field == column && readable["contact_phone"] == "8")
  }

  /// Fields that moved in a row that is too long: the words that protect are what they are anywhere.
  @Test func wordsThatProtectAreFoundInARowThatIsTooLong() throws {
    let rows = try read(Array("\(Self.more)\n1,bsn:x,3,4,Jansen, J.,6,7,Withheld,8\n".utf8))
    guard case .refused(2, nil, _, let readable) = rows.first else {
      Issue.record("not refused: \(rows)")
      return
    }
    #expect(readable == ["signal_id": "1", "subject": "bsn:x", "shielding": "Withheld"])
  }

  @Test(arguments: [
    ("signal_id\tsubject\n1\t2\n", "tabs"), ("sep=\t\nsignal_id\tsubject\n", "tabs"),
    ("signal_id,subject\r1,2\r", "CR only"), ("PK\u{3}\u{4}xl", "workbook"), ("%PDF-1.7\n", "PDF"),
    ("  <html>\n", "HTML"), ("[{\n", "JSON"), ("s\0i\0g\0n\0\n\0", "UTF-16"),
  ])
  func foreignFileIsNamed(text: String, word: String) {
    let found = faults(text)
    #expect(found.count == 1 && found[0].contains(word), "\(found)")
  }

  @Test func oldWorkbookIsNamed() {
    let error = #expect(throws: SignalTableError.self) { try read([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]) }
    #expect(error?.faults.first?.contains(".xls") == true)
  }
}
