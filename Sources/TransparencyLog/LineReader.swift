import Cryptography

/// Reads the lines at the head of a text form, each with a line feed at its end, and leaves the rest.
struct LineReader {
  /// What was not read yet.
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The next line without its line feed; nil where there is none, or it is not UTF-8.
  mutating func next() -> String? {
    guard let end = rest.firstIndex(of: 0x0A) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return String(validating: rest[..<end], as: UTF8.self)
  }

  /// The hashes of a proof, one a line in Base64, up to an empty line, which is read too.
  mutating func proof() throws(NoteError) -> [[UInt8]] {
    var hashes: [[UInt8]] = []
    while let line = next() {
      guard !line.isEmpty else { return hashes }
      guard hashes.count < MerkleTree.maxProofHashes else {
        throw NoteError("proof", "it has more than \(MerkleTree.maxProofHashes) hashes")
      }
      guard let hash = Base64.decode(line), hash.count == MerkleTree.hashLength else {
        throw NoteError(
          "proof line \(hashes.count + 1)", "it is not Base64 with padding of \(MerkleTree.hashLength) bytes")
      }
      hashes.append(hash)
    }
    throw NoteError("proof", "no empty line follows it")
  }

  /// What follows `keyword` and one blank in a line; nil where the line begins with something else.
  static func value(of keyword: String, in line: String?) -> String? {
    let start = Array((keyword + " ").utf8)
    guard let line, line.utf8.starts(with: start) else { return nil }
    return String(decoding: line.utf8.dropFirst(start.count), as: UTF8.self)
  }

  /// The number that stands there in decimal digits without leading zeros; nil where there is none.
  static func number(_ text: String?) -> UInt64? {
    guard let text, let number = UInt64(text), String(number) == text else { return nil }
    return number
  }

  /// The lines of a proof and the empty line after them.
  static func text(ofProof proof: [[UInt8]]) -> String { proof.map { Base64.encode($0) + "\n" }.joined() + "\n" }
}
