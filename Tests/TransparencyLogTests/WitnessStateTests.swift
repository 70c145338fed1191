import Cryptography
import Testing
import TransparencyLog

@Suite(.timeLimit(.minutes(30))) struct WitnessStateTests {
  private static let origin = "samenloop/noord/0123456789abcdef"

  private let key: Ed25519PrivateKey
  private let log: MemoryLog
  private let logs: [NoteKey]

  init() throws {
    key = try Ed25519PrivateKey(seed: [UInt8](repeating: 1, count: 32))
    log = try MemoryLog(count: 700)
    let other = try Ed25519PrivateKey(seed: [UInt8](repeating: 2, count: 32)).publicKey
    logs = [
      try NoteKey(name: "samenloop/zuid/0123456789abcdef", algorithm: .ed25519, publicKey: other),
      try NoteKey(name: Self.origin, algorithm: .ed25519, publicKey: key.publicKey),
    ]
  }

  private func checkpoint(
    _ size: UInt64, root: [UInt8]? = nil, origin: String = origin, extensions: [String] = [], seed: UInt8 = 1
  ) throws -> SignedCheckpoint {
    let root = try root ?? log.tree.root(at: size)
    var signed = try SignedCheckpoint(Checkpoint(origin: origin, size: size, root: root, extensions: extensions))
    try signed.sign(with: Ed25519PrivateKey(seed: [UInt8](repeating: seed, count: 32)))
    return signed
  }

  private func request(_ older: UInt64, _ signed: SignedCheckpoint, proof: [[UInt8]]? = nil) throws -> [UInt8] {
    let size = signed.checkpoint.size
    let proof = try proof ?? (older <= size ? log.tree.consistencyProof(from: older, to: size) : [])
    return AddCheckpointRequest(oldSize: older, proof: proof, checkpoint: signed).bytes
  }

  /// A witness that cosigned the tree of 300 entries.
  private func witness() throws -> WitnessState {
    var state = WitnessState()
    state.record(try checkpoint(300).checkpoint)
    return state
  }

  private func refusal(_ state: WitnessState, _ body: [UInt8]) -> AddCheckpointRefusal? {
    #expect(throws: AddCheckpointRefusal.self) { try state.check(body, logs: logs) }
  }

  @Test func growingLogIsCosigned() throws {
    var state = WitnessState()
    var older: UInt64 = 0
    for size in [0, 0, 1, 64, 64, 256, 300, 512, 700] as [UInt64] {
      let signed = try state.check(request(older, checkpoint(size)), logs: logs)
      #expect(signed == (try checkpoint(size)))
      state.record(signed.checkpoint)
      #expect(state.head(of: Self.origin) == signed.checkpoint.head)
      older = size
    }
    #expect(WitnessState(heads: state.heads) == state && state.heads.count == 1)
  }

  @Test func cosignatureReachesTheLog() throws {
    var sent = try checkpoint(300)
    let secret = try Ed25519PrivateKey(seed: [UInt8](repeating: 3, count: 32))
    let name = "samenloop/oost/0123456789abcdef/witness"
    let witness = try NoteKey(name: name, algorithm: .cosignature, publicKey: secret.publicKey)
    for time in [1_790_000_000, 1_790_000_060] as [Int64] {
      let accepted = try WitnessState().check(request(0, sent), logs: logs)
      let answer = try accepted.cosignatureLines(as: name, with: secret, at: time)
      try sent.adopt(cosignatureLines: answer, of: witness)
      #expect(sent.cosignatureTime(of: witness) == time && sent.isSigned(by: logs[1]))
      #expect(sent.note.signatures.count == 2)
    }
    // Lines over another text, without the witness's, and none.
    let kept = sent
    var other = try checkpoint(64)
    try other.cosign(as: name, with: secret, at: 1)
    // Good over a longer text, which begins with ours.
    var longer = try SignedNote(text: sent.note.text + "\nmore\n")
    try longer.cosign(as: name, with: secret, at: 1)
    let smuggled = Array("more\n\n".utf8) + longer.signatureLines
    for lines in [other.note.signatureLines, try checkpoint(300).note.signatureLines, [], Array("x\n".utf8), smuggled] {
      #expect(throws: NoteError.self) { try sent.adopt(cosignatureLines: lines, of: witness) }
    }
    #expect(sent == kept)
  }

  @Test func unknownOriginIs404() throws {
    let stranger = try checkpoint(512, origin: "samenloop/oost/0123456789abcdef")
    #expect(refusal(try witness(), try request(300, stranger)) == .unknownLog)
    #expect(AddCheckpointRefusal.unknownLog.status == 404)
  }

  @Test func signatureOfAnotherKeyIs403() throws {
    let state = try witness()
    #expect(refusal(state, try request(300, checkpoint(512, seed: 2))) == .untrustedSignature)
    // Another known log does not sign for this one.
    var foreign = try SignedNote(text: checkpoint(512).note.text)
    try foreign.sign(as: logs[0].name, with: Ed25519PrivateKey(seed: [UInt8](repeating: 2, count: 32)))
    #expect(refusal(state, try request(300, SignedCheckpoint(parsing: foreign.bytes))) == .untrustedSignature)
    // One of two signatures by the log's key is spoilt.
    var spoilt = try checkpoint(512)
    try spoilt.sign(with: key)
    var bytes = try request(300, spoilt)
    bytes[bytes.count - 6] ^= 1
    #expect(refusal(state, bytes) == .untrustedSignature)
    #expect(AddCheckpointRefusal.untrustedSignature.status == 403)
  }

  @Test func signaturesOfUnknownKeysAreIgnored() throws {
    var signed = try checkpoint(512)
    try signed.sign(with: Ed25519PrivateKey(seed: [UInt8](repeating: 2, count: 32)))
    try signed.cosign(as: "witness", with: key, at: 5)
    #expect(try witness().check(request(300, signed), logs: logs) == signed)
  }

  @Test func oldSizeAboveCheckpointIs400() throws {
    #expect(refusal(try witness(), try request(300, checkpoint(299))) == .oldSizeAboveCheckpoint)
    #expect(AddCheckpointRefusal.oldSizeAboveCheckpoint.status == 400)
  }

  @Test func extensionLineIs400() throws {
    #expect(refusal(try witness(), try request(300, checkpoint(512, extensions: ["more"]))) == .extensionLines)
    #expect(AddCheckpointRefusal.extensionLines.status == 400)
  }

  @Test(arguments: [0, 64, 299, 301, 512] as [UInt64])
  func otherOldSizeIs409WithTheSize(_ older: UInt64) throws {
    let refusal = refusal(try witness(), try request(older, checkpoint(512)))
    #expect(refusal == .otherSize(cosigned: 300) && refusal?.status == 409 && refusal?.cosignedSize == 300)
  }

  @Test func rollbackIs409WithTheSize() throws {
    #expect(refusal(try witness(), try request(64, checkpoint(64))) == .otherSize(cosigned: 300))
    #expect(refusal(try witness(), try request(0, checkpoint(0))) == .otherSize(cosigned: 300))
  }

  @Test func otherRootOfTheSameSizeIs409WithTheSize() throws {
    let forked = try checkpoint(300, root: log.tree.root(at: 301))
    let refusal = refusal(try witness(), try request(300, forked))
    #expect(refusal == .otherRoot(forked) && refusal?.status == 409 && refusal?.cosignedSize == 300)
    // A log without entries has one root only.
    let empty = try checkpoint(0, root: log.tree.root(at: 1))
    #expect(self.refusal(WitnessState(), try request(0, empty)) == .otherRoot(empty))
  }

  @Test func proofThatFailsIs422() throws {
    let state = try witness()
    let signed = try checkpoint(512)
    let good = try log.tree.consistencyProof(from: 300, to: 512)
    for proof in [[], good.dropLast(), good + [good[0]], good.reversed()] {
      let refusal = refusal(state, try request(300, signed, proof: Array(proof)))
      #expect(refusal == .inconsistent(signed) && refusal?.status == 422 && refusal?.cosignedSize == nil)
    }
    let forked = try checkpoint(512, root: log.tree.root(at: 511))
    #expect(refusal(state, try request(300, forked)) == .inconsistent(forked))
    // A proof where none is needed.
    #expect(refusal(WitnessState(), try request(0, signed, proof: good)) == .inconsistent(signed))
    let same = try checkpoint(300)
    #expect(refusal(state, try request(300, same, proof: good)) == .inconsistent(same))
  }

  @Test func smallerCheckpointIsNotRecorded() throws {
    var state = try witness()
    state.record(try checkpoint(64).checkpoint)
    #expect(state.head(of: Self.origin).size == 300 && state.head(of: "other") == .empty)
  }

  @Test func requestIsReadAsItIsWritten() throws {
    let body = try request(300, checkpoint(512))
    #expect(try AddCheckpointRequest(parsing: body).bytes == body)
  }

  @Test func malformedRequestIs400() throws {
    let body = String(decoding: try request(300, checkpoint(512)), as: UTF8.self)
    let hash = Base64.encode(MerkleTree.emptyRoot) + "\n"
    let bad: [(String, String)] = [
      ("", "old size"), ("old 300", "old size"), (body.replacing("old 300", with: "old 0300"), "old size"),
      (body.replacing("old 300", with: "old  300"), "old size"),
      (body.replacing("old 300", with: "old +300"), "old size"),
      (body.replacing("old 300", with: "Old 300"), "old size"),
      (body.replacing("old 300", with: "old 300 "), "old size"),
      (body.replacing("old 300", with: "old 18446744073709551616"), "old size"),
      (body.replacing("old 300\n", with: "old 300\r\n"), "old size"),
      (body.replacing("old 300\n", with: ""), "old size"),
      (body.replacing("old 300\n", with: "old 300\n" + hash.dropLast(2) + "\n"), "proof line 1"),
      (body.replacing("old 300\n", with: "old 300\nAAEC\n"), "proof line 1"),
      (body.replacing("old 300\n", with: "old 300\n" + String(repeating: hash, count: 64)), "proof"),
      ("old 300\n" + hash, "proof"), ("old 300\n\n", "note"), (body.replacing("\n512\n", with: "\n0512\n"), "size"),
      (String(body.dropLast()), "signatures"), (body + "\n", "signatures"),
    ]
    for (text, part) in bad {
      guard case .malformed(let error) = refusal(try witness(), Array(text.utf8)) else {
        Issue.record("not refused as malformed, part \(part)")
        continue
      }
      #expect(error.part == part && AddCheckpointRefusal.malformed(error).status == 400)
    }
  }
}
