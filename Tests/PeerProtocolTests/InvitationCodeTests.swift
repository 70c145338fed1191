import Testing

@testable import PeerProtocol

/// Invitation codes as people hand them on.
struct InvitationCodeTests {
  private func code(_ authority: String) throws -> InvitationCode {
    let endpoint = try #require(Endpoint(authority: authority))
    return try #require(
      InvitationCode(
        endpoint: endpoint, invitationId: [UInt8](1...8), secret: [UInt8](1...16), inviterKey: [UInt8](1...32)))
  }

  @Test(arguments: ["node.example:8443", "127.0.0.1:8441", "[::1]:8443"])
  func codeSurvivesBlanksBracketsAndLineBreaks(authority: String) throws {
    let code = try code(authority)
    let text = code.text
    let middle = text.index(text.startIndex, offsetBy: text.count / 2)
    let wrapped = text[..<middle] + "\r\n  " + text[middle...]
    for pasted in [
      text, " \(text)\n", "<\(text)>", "(\(text)).", "[\(text)]", "\"\(text)\"", "“\(text)”,", String(wrapped),
      "`\(wrapped)`", text.map { "\($0) " }.joined(), "\u{FEFF}\(text)\u{200B}",
    ] {
      #expect(InvitationCode(pasted: pasted) == code, "\(pasted)")
    }
  }

  @Test func otherTextIsNoCode() throws {
    let text = try code("node.example:8443").text
    for other in ["", "<>", "samenloop://", String(text.dropLast()), text + "A", "x" + text, text + text] {
      #expect(InvitationCode(pasted: other) == nil, "\(other)")
    }
  }
}
