import Cryptography
import Testing
import TransparencyLog

@Suite(.timeLimit(.minutes(30))) struct TesseraTests {
  private let log: TesseraLog

  init() throws { log = try TesseraLog() }

  @Test func everyCheckpointIsSignedAndHasOurRoot() throws {
    var frontier = MerkleFrontier()
    for size in 0...15 {
      if size > 0 { frontier.append(MerkleTree.leafHash(TesseraLog.entries[size - 1])) }
      let signed = try log.checkpoint(size)
      #expect(signed.isSigned(by: log.key) && signed.checkpoint.head == frontier.head)
      #expect(signed.bytes == log.files["checkpoint.\(size)"])
    }
    #expect(Base64.encode(frontier.root) == "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=")
  }

  @Test func everyTileAndBundleIsTheSameBytes() throws {
    var writer = TiledLogWriter()
    var compared = 0
    for entry in TesseraLog.entries {
      #expect(try writer.append([entry]).isEmpty)
      for file in writer.partialFiles {
        #expect(file.bytes == log.files[file.path.text], "\(file.path.text)")
        compared += 1
      }
    }
    #expect(compared == log.files.keys.count { $0.hasPrefix("tile/") } && compared == 30)
  }

  @Test func everyTreeContinuesTheEarlierOnes() throws {
    let tree = MerkleTreeReader(size: 15) { try #require(log.files[$0.text]) }
    let heads = try (0...15).map { try log.checkpoint($0).checkpoint.head }
    for newer in heads.dropFirst() {
      for older in heads[1...Int(newer.size)] {
        let proof = try tree.consistencyProof(from: older.size, to: newer.size)
        #expect(MerkleTree.isConsistent(from: older, to: newer, proof: proof))
      }
    }
  }

  /// The key `PRIVATE+KEY+Wit1+55ee4561+…` of Tessera's tests; the line was made with Go's `note` package.
  @Test func cosignatureIsTheOneThatOthersMake() throws {
    let secret = try base64("AeadRiG7XM4XiieCHzD8lxysXMwcViy5nYsoXURWGrlE")
    let key = try Ed25519PrivateKey(seed: Array(secret.dropFirst()))
    let signer = try NoteKey(name: "Wit1", algorithm: .ed25519, publicKey: key.publicKey)
    #expect(signer.id == [0x55, 0xEE, 0x45, 0x61])
    var signed = try log.checkpoint(15)
    try signed.cosign(as: "Wit1", with: key, at: 1_679_315_147)
    let line = """
      \u{2014} Wit1 mz+y1QAAAABkGFDLi4zi/+2kU/5P/4hpCkNoBjvoRHwqkmsDuocW+0ObiIxdYaW7bwTBaMLGHYwvM5lh63uUblihMBNM\
      SJQRd2V3AQ==

      """
    #expect(signed.bytes == (try log.checkpoint(15)).bytes + Array(line.utf8))
    let witness = try NoteKey(name: "Wit1", algorithm: .cosignature, publicKey: key.publicKey)
    #expect(try SignedCheckpoint(parsing: signed.bytes).cosignatureTime(of: witness) == 1_679_315_147)
    #expect(signed.cosignatureTime(of: signer) == nil && !signed.isSigned(by: witness) && signed.isSigned(by: log.key))
  }
}
