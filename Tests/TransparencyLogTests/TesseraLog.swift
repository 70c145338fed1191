import TestSupport
import Testing
import TransparencyLog

/// The log of 15 entries that transparency-dev/tessera tests with, at each of its sizes.
struct TesseraLog {
  static let entries = [
    "one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf", "threeten",
    "fourten",
    "fivten",
  ].map { Array($0.utf8) }

  /// The key of the log.
  let key: NoteKey
  /// Its files by their path.
  let files: [String: [UInt8]]

  private struct File: Decodable {
    struct Content: Decodable {
      let text: String?
      let base64: String?
    }
    let vkey: String
    let files: [String: Content]
  }

  init() throws {
    let file = try VectorFile.json("c2sp_tlog_tessera_testdata.json", as: File.self)
    key = try NoteKey(parsing: file.vkey)
    files = try file.files.mapValues { content in
      if let text = content.text { return Array(text.utf8) }
      return try base64(content.base64)
    }
  }

  /// The checkpoint of a size, from 0 to 15.
  func checkpoint(_ size: Int) throws -> SignedCheckpoint {
    let bytes = try #require(files["checkpoint.\(size)"])
    return try SignedCheckpoint(parsing: bytes)
  }
}
