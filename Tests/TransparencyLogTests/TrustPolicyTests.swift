import Cryptography
import Testing
import TransparencyLog

@Suite(.timeLimit(.minutes(30))) struct TrustPolicyTests {
  private static func secret(_ number: UInt8) throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: [UInt8](repeating: number, count: 32))
  }

  private static func log(_ number: UInt8, _ name: String = "log") throws -> String {
    try NoteKey(name: name, algorithm: .ed25519, publicKey: secret(number).publicKey).text
  }

  private static func witness(_ number: UInt8) throws -> String {
    try NoteKey(name: "w\(number)", algorithm: .cosignature, publicKey: secret(number).publicKey).text
  }

  private static func checkpoint(log: UInt8 = 100, origin: String = "log", _ cosigners: [UInt8]) throws
    -> SignedCheckpoint
  {
    var signed = try SignedCheckpoint(Checkpoint(origin: origin, size: 0, root: MerkleTree.emptyRoot))
    try signed.sign(with: secret(log))
    for number in cosigners { try signed.cosign(as: "w\(number)", with: secret(number), at: 1_790_000_000) }
    return signed
  }

  /// The example of C2SP `tlog-policy`: two of three, and one of three others.
  private static func example() throws -> String {
    let witnesses = try (1...6 as ClosedRange<UInt8>).map {
      "witness \($0 < 4 ? "X\($0)" : "Y\($0 - 3)") \(try witness($0))"
    }
    return """
      # A comment, \u{E9}.
      log \(try log(100))
      \twitness\t \(witnesses[0].dropFirst(8)) https://witness.example/\u{20}

      \(witnesses[1])
      \(witnesses[2])
        # Another.
      group X-witnesses 2 X1 X2 X3
      \(witnesses[3...5].joined(separator: "\n"))
      group Y-witnesses any Y1 Y2 Y3
      group X-and-Y all X-witnesses Y-witnesses
      quorum X-and-Y

      """
  }

  @Test func quorumOfGroupsDecides() throws {
    let policy = try TrustPolicy(parsing: Array(Self.example().utf8))
    for cosigners in [[], [1], [1, 2], [1, 2, 3], [4, 5, 6], [1, 4], [7, 8, 4]] as [[UInt8]] {
      #expect(try !policy.isSatisfied(by: Self.checkpoint(cosigners)))
    }
    for cosigners in [[1, 2, 4], [2, 3, 6], [1, 2, 3, 4, 5, 6], [7, 1, 5, 3]] as [[UInt8]] {
      #expect(try policy.isSatisfied(by: Self.checkpoint(cosigners)))
    }
    #expect(try policy.cosigners(of: Self.checkpoint([7, 1, 5, 3])).map(\.name) == ["X1", "X3", "Y2"])
    #expect(policy.witnesses[0].url == "https://witness.example/" && policy.groups.map(\.threshold) == [2, 1, 2])
  }

  @Test func onlyItsLogsAreBelieved() throws {
    let policy = try TrustPolicy(parsing: Array(Self.example().utf8))
    #expect(try !policy.isSatisfied(by: Self.checkpoint(log: 101, [1, 2, 4])))
    #expect(try !policy.isSatisfied(by: Self.checkpoint(origin: "other", [1, 2, 4])))
    let two = "log \(try Self.log(101, "other"))\nlog \(try Self.log(100)) https://log.example\nquorum none\n"
    #expect(try TrustPolicy(parsing: Array(two.utf8)).isSatisfied(by: Self.checkpoint([])))
    // The key of a log that is believed, under that log's name, over the checkpoint of another.
    var foreign = try SignedNote(text: Self.checkpoint([]).note.text)
    try foreign.sign(as: "other", with: Self.secret(101))
    #expect(try !TrustPolicy(parsing: Array(two.utf8)).isSatisfied(by: SignedCheckpoint(parsing: foreign.bytes)))
    #expect(try !TrustPolicy(parsing: Array("quorum none\n".utf8)).isSatisfied(by: Self.checkpoint([])))
  }

  @Test func cosignatureThatIsNotGoodDoesNotCount() throws {
    let text = "log \(try Self.log(100))\nwitness a \(try Self.witness(1))\nquorum a\n"
    let policy = try TrustPolicy(parsing: Array(text.utf8))
    let good = try Self.checkpoint([1])
    #expect(policy.isSatisfied(by: good))
    var bytes = good.bytes
    bytes[bytes.count - 8] ^= 1
    #expect(try !policy.isSatisfied(by: SignedCheckpoint(parsing: bytes)))
    // The witness's key under another name.
    var other = try Self.checkpoint([])
    try other.cosign(as: "w2", with: Self.secret(1), at: 5)
    #expect(!policy.isSatisfied(by: other))
  }

  @Test func policyIsReadAsItIsWritten() throws {
    let policy = try TrustPolicy(parsing: Array(Self.example().utf8))
    #expect(try TrustPolicy(parsing: policy.bytes) == policy)
    let made = try TrustPolicy(
      logs: policy.logs, witnesses: policy.witnesses, groups: policy.groups, quorum: policy.quorum)
    #expect(made == policy)
    let none = try TrustPolicy(logs: policy.logs, witnesses: [], quorum: nil)
    #expect(none.bytes == Array("log \(try Self.log(100))\nquorum none\n".utf8) && none != policy)
  }

  @Test func namesAreComparedByteByByte() throws {
    // e with an acute accent, as one scalar and as two.
    let text =
      "witness caf\u{E9} \(try Self.witness(1))\nwitness cafe\u{301} \(try Self.witness(2))\nquorum cafe\u{301}\n"
    let policy = try TrustPolicy(parsing: Array(("log \(try Self.log(100))\n" + text).utf8))
    #expect(try !policy.isSatisfied(by: Self.checkpoint([1])))
    #expect(try policy.isSatisfied(by: Self.checkpoint([2])))
  }

  @Test func commentMayHoldAnyByteThatIsNoControlCharacter() throws {
    #expect(
      try TrustPolicy(parsing: Array("# ".utf8) + [0xFF, 0x09, 0x0A] + Array("quorum none\n".utf8)).quorum == nil)
    #expect(throws: NoteError.self) { try TrustPolicy(parsing: Array("# \u{1}\nquorum none\n".utf8)) }
    #expect(throws: NoteError.self) { try TrustPolicy(parsing: Array("# \r\nquorum none\n".utf8)) }
  }

  @Test func invalidPolicyIsRefused() throws {
    let (log, a, b) = (try Self.log(100), try Self.witness(1), try Self.witness(2))
    let start = "log \(log)\nwitness a \(a)\nwitness b \(b)\n"
    let bad = [
      ("", "quorum"), (start, "quorum"), (start + "quorum a", "policy"), (start + "quorum c\n", "line 4, quorum"),
      (start + "quorum a\nquorum a\n", "line 5, quorum"), (start + "quorum none\nquorum a\n", "line 5, quorum"),
      (start + "quorum\n", "line 4, first word"), (start + "quorum a b\n", "line 4, first word"),
      (start + "quorums a\n", "line 4, first word"), (start + "log \(log)\n", "line 4, log"),
      (start + "log \(try Self.log(100, "other"))\n", "line 4, log"), (start + "log \(a)\n", "line 4, log"),
      (start + "log x+y\n", "line 4, key"), (start + "witness c \(a)\n", "line 4, witness"),
      (start + "witness c \(log)\n", "line 4, witness"),
      (start + "witness a \(try Self.witness(3))\n", "line 4, witness"),
      (start + "witness none \(try Self.witness(3))\n", "line 4, witness"),
      (start + "group g 2 a\n", "line 4, group"), (start + "group g 0 a\n", "line 4, group"),
      (start + "group g 02 a b\n", "line 4, group"), (start + "group g some a b\n", "line 4, group"),
      (start + "group g 9999999999999999999 a\n", "line 4, group"), (start + "group g any\n", "line 4, first word"),
      (start + "group g any a a\n", "line 4, group"), (start + "group g any c\n", "line 4, group"),
      (start + "group g any none\n", "line 4, group"), (start + "group g any g\n", "line 4, group"),
      (start + "group a any b\n", "line 4, group"), (start + "group none any a\n", "line 4, group"),
      (start + "group g any a\ngroup h all a b\n", "line 5, group"), ("group g any a\n" + start, "line 1, group"),
      ("quorum a\n" + start, "line 1, quorum"), (start + "quorum\u{A0}a\n", "line 4, first word"),
      (start + "quorum a\u{B}\n", "line 4"),
    ]
    for (text, part) in bad {
      let error = #expect(throws: NoteError.self) { try TrustPolicy(parsing: Array(text.utf8)) }
      #expect(error?.part == part)
    }
    #expect(throws: NoteError.self) { try TrustPolicy(parsing: Array(start.utf8) + [0xFF, 0x0A]) }
    #expect(throws: NoteError.self) {
      try TrustPolicy(logs: [], witnesses: [], groups: [.init(name: "g", threshold: 1, members: [])], quorum: nil)
    }
  }

  @Test func manyWitnessesAreTaken() throws {
    let witnesses = try (1...90 as ClosedRange<UInt8>).map {
      TrustPolicy.Witness(name: "w\($0)", key: try NoteKey(parsing: Self.witness($0)))
    }
    let policy = try TrustPolicy(
      logs: [.init(key: NoteKey(parsing: Self.log(100)))], witnesses: witnesses,
      groups: [.init(name: "majority", threshold: 46, members: witnesses.map(\.name))], quorum: "majority")
    #expect(try policy.isSatisfied(by: Self.checkpoint(Array(1...46))))
    #expect(try !policy.isSatisfied(by: Self.checkpoint(Array(1...45))))
  }
}
