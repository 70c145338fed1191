import TestSupport
import Testing

@testable import Node

/// One input and the rows that must come of it.
struct CSVCase: Sendable, CustomTestStringConvertible {
  var name: String
  var input: String
  var rows: [CSVRow]
  var testDescription: String { name }

  init(_ name: String, _ input: String, _ rows: [CSVRow]) {
    self.name = name
    self.input = input
    self.rows = rows
  }
}

private func good(_ number: Int, _ fields: String...) -> CSVRow { CSVRow(number: number, content: .fields(fields)) }

private func bad(_ number: Int, _ fault: CSVFault, _ column: Int?) -> CSVRow {
  CSVRow(number: number, content: .fault(fault, column: column))
}

private let limits = CSVReader.Limits(rowBytes: 40, fields: 5)

private let cases = [
  CSVCase("nothing", "", []),
  CSVCase("one row without a line end", "a,b", [good(1, "a", "b")]),
  CSVCase("LF and CRLF", "a,b\r\nc,d\ne,f\r\n", [good(1, "a", "b"), good(2, "c", "d"), good(3, "e", "f")]),
  CSVCase("empty fields", ",\n,,\n", [good(1, "", ""), good(2, "", "", "")]),
  CSVCase("a separator at the very end", "a,", [good(1, "a", "")]),
  CSVCase("quoted fields", "\"a\",\"b,c\"\n", [good(1, "a", "b,c")]),
  CSVCase("doubled marks", "\"a \"\"b\"\" c\",\"\"\"\"\n", [good(1, "a \"b\" c", "\"")]),
  CSVCase("an empty quoted field", "\"\",x\n", [good(1, "", "x")]),
  CSVCase("embedded line ends count no row", "\"a\nb\",c\nd,e\n", [good(1, "a\nb", "c"), good(2, "d", "e")]),
  CSVCase("an embedded CRLF", "\"a\r\nb\",c\r\n", [good(1, "a\r\nb", "c")]),
  CSVCase("empty lines are passed over but counted", "a\n\n\r\nb\n", [good(1, "a"), good(4, "b")]),
  CSVCase("an empty quoted field is no empty line", "\"\"\n", [good(1, "")]),
  CSVCase(
    "a mark inside an unquoted field", "a\"b,c\nd,e\n", [bad(1, .quoteInsideField, 0), good(2, "d", "e")]),
  CSVCase(
    "text after a closing mark", "x,\"a\"b,c\nd,e\n", [bad(1, .textAfterQuote, 1), good(2, "d", "e")]),
  CSVCase(
    "what a stray mark swallowed is read again", "a,\"b\nc,d\ne,\"f\"\n",
    [bad(1, .textAfterQuote, 1), good(2, "c", "d"), good(3, "e", "f")]),
  CSVCase(
    "a mark that is never closed", "a,b\nc,\"d\ne,f\n",
    [good(1, "a", "b"), bad(2, .quoteNotClosed, 1), good(3, "e", "f")]),
  CSVCase(
    "a mark that is never closed in the last row", "a,b\nc,\"d", [good(1, "a", "b"), bad(2, .quoteNotClosed, 1)]),
  CSVCase(
    "a long row", "a,b\n\(String(repeating: "x", count: 41))\nc,d\n",
    [good(1, "a", "b"), bad(2, .tooLong(limit: 40), nil), good(3, "c", "d")]),
  CSVCase(
    "a row as long as allowed", "\(String(repeating: "x", count: 40))\ny",
    [
      good(1, String(repeating: "x", count: 40)), good(2, "y"),
    ]),
  CSVCase(
    "a mark that is not closed within a row's length", "a,\"\(String(repeating: "b", count: 50))\nc,d\n\"e\",f\n",
    [bad(1, .tooLong(limit: 40), nil), good(2, "c", "d"), good(3, "e", "f")]),
  CSVCase("too many fields", "a,b,c,d,e,f\ng\n", [bad(1, .tooManyFields(limit: 5), nil), good(2, "g")]),
  CSVCase("NUL", "a,b\0c\nd\n", [bad(1, .controlCharacter, 1), good(2, "d")]),
  CSVCase("a tab", "a\tb\nd\n", [bad(1, .controlCharacter, 0), good(2, "d")]),
  CSVCase("a lone CR", "a\rb\nd\n", [bad(1, .controlCharacter, 0), good(2, "d")]),
  CSVCase("a lone CR in quotes", "\"a\rb\"\nd\n", [bad(1, .controlCharacter, 0), good(2, "d")]),
  CSVCase("a C1 control", "a\u{0080}\nd\n", [bad(1, .controlCharacter, 0), good(2, "d")]),
  CSVCase("letters of all kinds", "Çelik,Šimić,İnci\n", [good(1, "Çelik", "Šimić", "İnci")]),
]

@Suite(.timeLimit(.minutes(30))) struct CSVReaderTests {
  /// The rows of some bytes, given in pieces that `next` measures; without what of a row with a fault can be read.
  private func rows(of bytes: [UInt8], separator: UInt8 = 0x2C, next: () -> Int) -> [CSVRow] {
    readable(of: bytes, separator: separator, next: next).map { CSVRow(number: $0.number, content: $0.content) }
  }

  private func readable(of bytes: [UInt8], separator: UInt8 = 0x2C, next: () -> Int) -> [CSVRow] {
    var reader = CSVReader(separator: separator, limits: limits)
    var found: [CSVRow] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(max(1, next())))
      rest.removeFirst(piece.count)
      reader.read(piece) { found.append($0) }
    }
    reader.finish { found.append($0) }
    return found
  }

  @Test(arguments: cases) func readsAsAWhole(_ example: CSVCase) {
    #expect(rows(of: Array(example.input.utf8), next: { .max }) == example.rows)
  }

  @Test(arguments: cases) func readsByteByByte(_ example: CSVCase) {
    #expect(rows(of: Array(example.input.utf8), next: { 1 }) == example.rows)
  }

  @Test(arguments: [1, 3, Int.max]) func fieldsOfAFaultyRowCanBeToldWhereTheyCan(piece: Int) {
    let bytes =
      Array("1,a\"b,withheld\n2,\"a\"b,withheld\r\n3,".utf8) + [0xFC] + Array(",withheld\n4,\"open,withheld".utf8)
    #expect(
      readable(of: bytes, next: { piece }).map(\.readable) == [
        ["1", "a\"b", "withheld"], ["2", "a\"b", "withheld"], ["3", "\u{FFFD}", "withheld"], ["4", "open", "withheld"],
      ])
  }

  @Test func refusesInvalidUTF8InItsRowOnly() {
    let bytes = Array("a,b\n".utf8) + [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0x0A] + Array("c,d\n".utf8)
    #expect(rows(of: bytes, next: { .max }) == [good(1, "a", "b"), bad(2, .notUTF8, 0), good(3, "c", "d")])
  }

  @Test func readsWithSemicolons() {
    #expect(rows(of: Array("a,b;c\n".utf8), separator: 0x3B, next: { 2 }) == [good(1, "a,b", "c")])
  }

  /// However the bytes are cut, the rows are the same: for texts made of everything that matters to the reader.
  @Test(arguments: 0..<200) func cutsDoNotMatter(_ seed: Int) {
    let random = SeededRandom(seed: UInt64(seed))
    let alphabet = Array("\"\"\"\",,,\n\n\r;ab\u{0}".utf8) + [0xFC]
    let bytes = (0..<300).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
    let whole = rows(of: bytes, next: { .max })
    for _ in 0..<5 {
      #expect(rows(of: bytes, next: { Int(random.next() % 9) }) == whole)
    }
  }

  /// What a writer quotes as it should comes back unchanged.
  @Test(arguments: 0..<50) func readsWhatAWriterWrote(_ seed: Int) {
    let random = SeededRandom(seed: UInt64(1_000 + seed))
    let pieces = ["a", "é", "\"", ",", "\n", "\r\n", ";", " "]
    let table = (0..<20).map { _ in
      (0..<3).map { _ in
        (0..<Int(random.next() % 4)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      }
    }
    let text = table.map { row in
      row.map { "\"" + $0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" }
        .joined(separator: ",") + "\r\n"
    }.joined()
    let expected = table.enumerated().map { CSVRow(number: $0.offset + 1, content: .fields($0.element)) }
    #expect(rows(of: Array(text.utf8), next: { Int(random.next() % 30) }) == expected)
  }
}
