import Age
import Cryptography
import TestSupport
import Testing

/// What the writer makes, the reader opens: for keys and for a pass phrase, at every border of a piece.
@Suite struct AgeFileTests {
  private static let secret = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"

  private func sealed(_ contents: [UInt8], for recipients: [AgeRecipient], pieces: Int = 30_011) throws -> [UInt8] {
    var file: [UInt8] = []
    var writer = try AgeWriter(for: recipients, random: SeededRandom(seed: 7)) { file += $0 }
    for start in stride(from: 0, to: contents.count, by: pieces) {
      try writer.append(Array(contents[start..<min(contents.count, start + pieces)]))
    }
    try writer.finish()
    return file
  }

  private func opened(_ file: [UInt8], by identities: [AgeIdentity]) throws -> [UInt8] {
    var (position, contents): (Int, [UInt8]) = (0, [])
    var reader = try AgeReader(openedBy: identities) { count in
      defer { position = min(file.count, position + count) }
      return Array(file[position..<min(file.count, position + count)])
    }
    while case let piece = try reader.next(), !piece.isEmpty { contents += piece }
    return contents
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
  func aKeyOpensWhatWasMadeForIt(_ count: Int) throws {
    let identities = try AgeIdentity.keys(in: "# created: 2026\n\n\(Self.secret)\n")
    let recipient = try AgeRecipient(parsing: try #require(identities.first?.recipient))
    let contents = SeededRandom(seed: UInt64(count)).bytes(count)
    let file = try sealed(contents, for: [try AgeRecipient(parsing: Self.other), recipient])
    #expect(try opened(file, by: identities) == contents)
    #expect(throws: AgeFault.payload("it is changed or cut off at its end")) {
      try opened(Array(file.dropLast()), by: identities)
    }
  }

  /// Another recipient, whose key nobody here has.
  private static let other = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

  @Test func aPassphraseOpensAndAnotherDoesNot() throws {
    let file = try sealed([1, 2, 3], for: [.passphrase(Array("zeven eenden".utf8), logN: 4)])
    #expect(try opened(file, by: [.passphrase(Array("zeven eenden".utf8))]) == [1, 2, 3])
    #expect(throws: AgeFault.noMatch) { try opened(file, by: [.passphrase(Array("acht eenden".utf8))]) }
  }

  @Test func aChangedHeaderIsSeen() throws {
    let identities = try AgeIdentity.keys(in: Self.secret)
    let recipient = try AgeRecipient(parsing: try #require(identities.first?.recipient))
    var file = try sealed([1], for: [recipient, try AgeRecipient(parsing: Self.other)])
    // A letter in the second recipient's text, which the first never looks at.
    let end = try #require(file.indices.first { file[$0...].starts(with: Array("\n---".utf8)) })
    file[end - 3] ^= 1
    #expect(throws: AgeFault.self) { try opened(file, by: identities) }
  }

  @Test(arguments: ["age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk", "age1", "", "AGE-SECRET-KEY-1"])
  func aMisspeltRecipientIsRefused(_ text: String) {
    #expect(throws: AgeFault.self) { try AgeRecipient(parsing: text) }
  }

  @Test func aFileWithoutKeysSaysSo() {
    #expect(throws: AgeFault.self) { try AgeIdentity.keys(in: "# nothing\n") }
    #expect(throws: AgeFault.self) { try AgeIdentity.keys(in: "\(Self.secret)X") }
  }
}
