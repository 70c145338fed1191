/// Files that people take for a table of comma separated values, told by their first bytes.
enum ForeignFile {
  private static let remedy = "save it as \"CSV UTF-8 (comma delimited)\""

  /// What a file is that is no such table, and what to do; nil where nothing speaks against it.
  ///
  /// Looks at the first line only, so that the result does not depend on how the bytes were cut in pieces.
  static func fault(in file: [UInt8]) -> String? {
    let bytes = file.firstIndex(of: 0x0A).map { file[...$0] } ?? file[...]
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      return "the file is a workbook (.xlsx or .ods) or another zip file, and no CSV: open it in the spreadsheet and "
        + remedy
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      return "the file is a workbook of an old spreadsheet (.xls), and no CSV: open it in the spreadsheet and " + remedy
    }
    if bytes.starts(with: [0x1F, 0x8B]) { return "the file is compressed (gzip): unpack it first" }
    if bytes.starts(with: "%PDF".utf8) { return "the file is a PDF, and no CSV: export the table itself and " + remedy }
    // Last: other files are full of zeros too.
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || isWide(bytes) {
      return "the file is UTF-16: save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"
    }
    return textFault(bytes)
  }

  private static func textFault(_ bytes: ArraySlice<UInt8>) -> String? {
    switch bytes.first(where: { !" \t\r\n".utf8.contains($0) }) {
    case UInt8(ascii: "<"):
      return "the file is a page or table in HTML or XML, and no CSV: open it in the spreadsheet and " + remedy
    case UInt8(ascii: "{"), UInt8(ascii: "["): return "the file is JSON, and no CSV: one signal goes with signal put"
    default: return nil
    }
  }

  /// UTF-16 without its mark: every other byte of the header is zero.
  private static func isWide(_ bytes: ArraySlice<UInt8>) -> Bool {
    let head = bytes.prefix(64)
    return head.count >= 4 && head.count { $0 == 0 } * 3 > head.count
  }
}
