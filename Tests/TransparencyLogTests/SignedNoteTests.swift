import Cryptography
import Testing
import TransparencyLog

@Suite(.timeLimit(.minutes(30))) struct SignedNoteTests {
  private let keys: [Ed25519PrivateKey]

  init() throws { keys = try (1...3).map { try Ed25519PrivateKey(seed: [UInt8](repeating: $0, count: 32)) } }

  private func key(_ name: String, _ number: Int, _ algorithm: NoteKey.Algorithm = .ed25519) throws -> NoteKey {
    try NoteKey(name: name, algorithm: algorithm, publicKey: keys[number].publicKey)
  }

  /// The example in the documentation of golang.org/x/mod/sumdb/note, with its key.
  @Test func theExampleOfTheFormatVerifies() throws {
    let text = """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      \u{2014} PeterNeumann \
      x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

      """
    let note = try SignedNote(parsing: Array(text.utf8))
    let encoded = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    let key = try NoteKey(parsing: encoded)
    #expect(key.text == encoded)
    #expect(try note.verify(key).time == nil)
    #expect(note.bytes == Array(text.utf8))
    #expect(note.text.hasSuffix("problem is.\n") && note.signatures.map(\.keyName) == ["PeterNeumann"])
  }

  @Test func aNoteHasManySigners() throws {
    var note = try SignedNote(text: "first\n\nthird\n")
    try note.sign(as: "log", with: keys[0])
    try note.cosign(as: "witness", with: keys[1], at: 1_790_000_000)
    try note.cosign(as: "witness", with: keys[1], at: 1_780_000_000)
    let read = try SignedNote(parsing: note.bytes)
    #expect(read == note && read.text == "first\n\nthird\n" && read.signatures.count == 3)
    #expect(try read.verify(key("log", 0)).time == nil)
    #expect(try read.verify(key("witness", 1, .cosignature)).time == 1_790_000_000)
    // Another name, another key, another algorithm: nobody's signature.
    for other in [try key("other", 0), try key("log", 1), try key("log", 0, .cosignature), try key("witness", 1)] {
      #expect(throws: NoteError.self) { try read.verify(other) }
    }
  }

  @Test func oneBadLineOfAKeySpoilsIt() throws {
    var note = try SignedNote(text: "text\n")
    try note.sign(as: "log", with: keys[0])
    var other = try SignedNote(text: "another\n")
    try other.sign(as: "log", with: keys[0])
    let line = String(decoding: other.bytes, as: UTF8.self).split(separator: "\n")[1]
    let spoilt = try SignedNote(parsing: note.bytes + Array((line + "\n").utf8))
    #expect(throws: NoteError.self) { try spoilt.verify(key("log", 0)) }
  }

  @Test func everyChangedBitIsNoticed() throws {
    var note = try SignedNote(text: "samenloop/noord/1\n7\ntext\n")
    try note.sign(as: "noord", with: keys[0])
    let bytes = note.bytes
    let key = try key("noord", 0)
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << UInt8(bit)
        #expect(throws: NoteError.self) { try SignedNote(parsing: changed).verify(key) }
      }
    }
  }

  @Test(arguments: [
    ("", "note"),
    ("text\n", "note"),
    ("text\n\n", "signatures"),
    ("\n\n\u{2014} a AAAAAAA=", "signatures"),
    ("te\u{1}xt\n\n\u{2014} a AAAAAAA=\n", "text"),
    ("te\rxt\n\n\u{2014} a AAAAAAA=\n", "text"),
    ("text\n\n- a AAAAAAA=\n", "signature line 1"),
    ("text\n\n\u{2014}  a AAAAAAA=\n", "signature line 1"),
    ("text\n\n\u{2014} a+b AAAAAAA=\n", "signature line 1"),
    ("text\n\n\u{2014} a\u{A0}b AAAAAAA=\n", "signature line 1"),
    ("text\n\n\u{2014} a AAAAAAA=\n\u{2014} b AAAAAAB=\n", "signature line 2"),
    ("text\n\n\u{2014} a AAAAAAA\n", "signature line 1"),
    ("text\n\n\u{2014} a AAAAAA==\n", "signature line 1"),
    ("text\n\n\u{2014} a AAAA AAA=\n", "signature line 1"),
  ])
  func refusesWhatIsNoNote(_ text: String, _ part: String) {
    let error = #expect(throws: NoteError.self) { try SignedNote(parsing: Array(text.utf8)) }
    #expect(error?.part == part)
  }

  @Test func refusesWhatIsTooMuch() throws {
    let line = "\u{2014} a AAAAAAA=\n"
    #expect(throws: Never.self) {
      try SignedNote(parsing: Array(("text\n\n" + String(repeating: line, count: 100)).utf8))
    }
    #expect(throws: NoteError.self) {
      try SignedNote(parsing: Array(("text\n\n" + String(repeating: line, count: 101)).utf8))
    }
    #expect(throws: NoteError.self) {
      try SignedNote(parsing: Array((String(repeating: "x", count: 65_536) + "\n\n" + line).utf8))
    }
    #expect(throws: NoteError.self) { try SignedNote(parsing: [0xFF, 0x0A, 0x0A] + Array(line.utf8)) }
  }

  @Test(arguments: [
    "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+ARpc",
    "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+",
  ])
  func refusesWhatIsNoKey(_ text: String) { #expect(throws: NoteError.self) { try NoteKey(parsing: text) } }

  @Test func checkpointsAreRead() throws {
    let root = [UInt8](0..<32)
    let checkpoint = try Checkpoint(origin: "samenloop/noord/1", size: 0, root: root, extensions: ["more"])
    #expect(checkpoint.text == "samenloop/noord/1\n0\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nmore\n")
    #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
    let largest = try Checkpoint(origin: "o", size: .max, root: root)
    #expect(try Checkpoint(parsing: largest.text).size == .max)
  }

  @Test(arguments: [
    "", "o\n1\n", "o\n01\nR\n", "o\n+1\nR\n", "o\n-0\nR\n", "o\n18446744073709551616\nR\n", "\n1\nR\n", "o\n1\nR",
    "o\n1\nR\n\n", "o\n1\nAAEC\n", "o\n1\n\n", "o\n1 \nR\n", "o\n1\nR\n\u{1}\n",
  ])
  func refusesWhatIsNoCheckpoint(_ text: String) {
    let root = Base64.encode([UInt8](0..<32))
    #expect(throws: NoteError.self) { try Checkpoint(parsing: text.replacing("R", with: root)) }
  }
}
