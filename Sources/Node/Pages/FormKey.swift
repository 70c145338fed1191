import Cryptography
import Pages
import PeerProtocol
import Transport

/// Makes the tokens of forms: each holder of a certificate has one of their own, as long as this process runs.
struct FormKey: Sendable, CustomStringConvertible {
  private let key: [UInt8]

  /// A key that nobody knows.
  init(random: some RandomSource = SystemRandom()) { key = random.bytes(32) }

  /// The token in the forms of this client.
  func token(of client: ClientIdentity) -> FormToken { FormToken(text(of: client)) }

  func text(of client: ClientIdentity) -> String { Base64URL.encode(code(of: client)) }

  /// Whether a form that this client sends came from a page that this client got.
  func isToken(_ text: String?, of client: ClientIdentity) -> Bool {
    guard let given = text.flatMap({ Base64URL.decode($0) }) else { return false }
    return equalInConstantTime(given, code(of: client))
  }

  private func code(of client: ClientIdentity) -> [UInt8] {
    HMACSHA256.authenticate(Array("samenloop/v1/form".utf8) + [0] + client.certificateSHA256, key: key)
  }

  var description: String { "form key" }
}
