import Cryptography
import Testing
import TransparencyLog

@Suite(.timeLimit(.minutes(30))) struct LogProofTests {
  private let log: MemoryLog
  private let checkpoint: SignedCheckpoint

  init() throws {
    log = try MemoryLog(count: 300)
    var signed = try SignedCheckpoint(Checkpoint(origin: "log", size: 300, root: log.writer.head.root))
    try signed.sign(with: Ed25519PrivateKey(seed: [UInt8](repeating: 1, count: 32)))
    checkpoint = signed
  }

  private func proof(_ index: UInt64, extra: [UInt8]? = nil) throws -> LogProof {
    let hashes = try log.tree.inclusionProof(of: index, in: 300)
    return LogProof(extra: extra, index: index, hashes: hashes, checkpoint: checkpoint)
  }

  @Test(arguments: [0, 1, 255, 256, 299] as [UInt64])
  func proofIsReadAsItIsWrittenAndProvesItsEntryOnly(_ index: UInt64) throws {
    let written = try proof(index, extra: index == 1 ? [1, 2] : nil)
    let read = try LogProof(parsing: written.bytes)
    #expect(read == written && read.extra == (index == 1 ? [1, 2] : nil))
    for other in 0..<300 { #expect(read.proves(MemoryLog.entry(other)) == (other == Int(index))) }
  }

  @Test func proofHasTheLinesOfItsFormat() throws {
    let root = MerkleTree.leafHash(MemoryLog.entry(0))
    let signed = try SignedCheckpoint(Checkpoint(origin: "log", size: 1, root: root))
    let text = String(decoding: LogProof(extra: [7], index: 0, hashes: [], checkpoint: signed).bytes, as: UTF8.self)
    #expect(text == "c2sp.org/tlog-proof@v1\nextra Bw==\nindex 0\n\nlog\n1\n\(Base64.encode(root))\n\n")
    #expect(LogProof(extra: [], index: 0, hashes: [], checkpoint: signed).extra == nil)
  }

  @Test func invalidProofIsRefused() throws {
    let text = String(decoding: try proof(3, extra: [7]).bytes, as: UTF8.self)
    let hash = Base64.encode(MerkleTree.emptyRoot) + "\n"
    let bad: [(String, String)] = [
      ("", "first line"), (text.replacing("@v1", with: "@v2"), "first line"), ("\n" + text, "first line"),
      (text.replacing("extra Bw==", with: "extra Bx=="), "extra"),
      (text.replacing("extra Bw==", with: "extra "), "extra"),
      (text.replacing("extra Bw==", with: "extra  Bw=="), "extra"),
      (text.replacing("extra Bw==", with: "extra Bw==\nextra Bw=="), "index"),
      (text.replacing("extra Bw==", with: "more Bw=="), "index"),
      (text.replacing("index 3", with: "index 03"), "index"),
      (text.replacing("index 3", with: "index"), "index"), (text.replacing("index 3", with: "index -3"), "index"),
      (text.replacing("index 3\n", with: "index 3\nAAEC\n"), "proof line 1"),
      (text.replacing("index 3\n", with: "index 3\n" + String(repeating: hash, count: 64)), "proof"),
      (text.replacing("index 3\n", with: "index 3\n\n"), "size"), (String(text.dropLast()), "signatures"),
      (text.replacing("\n\nlog", with: "\nlog"), "proof line 10"),
      (text + String(repeating: " ", count: LogProof.maxBytes), "proof"),
    ]
    for (text, part) in bad {
      let error = #expect(throws: NoteError.self) { try LogProof(parsing: Array(text.utf8)) }
      #expect(error?.part == part)
    }
  }

  @Test func everyChangedBitIsNoticed() throws {
    let key = try NoteKey(
      name: "log", algorithm: .ed25519, publicKey: Ed25519PrivateKey(seed: [UInt8](repeating: 1, count: 32)).publicKey)
    let bytes = try proof(299).bytes
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << UInt8(bit)
        guard let read = try? LogProof(parsing: changed) else { continue }
        #expect(!read.checkpoint.isSigned(by: key) || !read.proves(MemoryLog.entry(299)))
      }
    }
  }
}
