import Cryptography
import PeerProtocol
import Region

/// Makes and reads the cursors between two pages of an answer. A cursor is sealed: the number of an entry would tell the
/// peer how long this region's log is, and so how much it exchanges with others.
struct ReconciliationCursors: Sendable {
  /// What a cursor means.
  struct Position: Equatable {
    /// The entry about the question: the answer is what the log says before it.
    var question: AuditEntryId
    /// How many records were shown.
    var offset: Int
  }

  private static let context = Array("samenloop reconciliation cursor".utf8)

  private let key: [UInt8]
  private let random: any RandomSource

  /// Cursors that hold as long as the secret does, also after a restart.
  init(secret: [UInt8], random: any RandomSource) {
    key = HMACSHA256.authenticate(Self.context, key: secret)
    self.random = random
  }

  /// The cursor for a peer and an agreement; it is as long for each position.
  func seal(_ position: Position, for peer: RegionName, _ agreement: AgreementId) throws(Refusal) -> String {
    guard let instance = UInt64(position.question.instance, radix: 16) else { throw .storage(.logFull) }
    let plain = [instance, UInt64(clamping: position.question.index), UInt64(clamping: position.offset)]
      .flatMap { number in withUnsafeBytes(of: number.bigEndian, Array.init) }
    let nonce = random.bytes(AuthenticatedCipher.nonceLength)
    do {
      let sealed = try AuthenticatedCipher(.aes256GCM, key: key).seal(
        plain, nonce: nonce, additionalData: Self.data(peer, agreement))
      return Base64URL.encode(nonce + sealed)
    } catch {
      throw .storage(.logFull)
    }
  }

  /// What a cursor means; nil for one that was not given to this peer under this agreement.
  func open(_ cursor: String, for peer: RegionName, _ agreement: AgreementId) -> Position? {
    guard let bytes = Base64URL.decode(cursor),
      bytes.count == AuthenticatedCipher.nonceLength + 24 + AuthenticatedCipher.tagLength,
      let plain = try? AuthenticatedCipher(.aes256GCM, key: key).open(
        Array(bytes.dropFirst(AuthenticatedCipher.nonceLength)),
        nonce: Array(bytes.prefix(AuthenticatedCipher.nonceLength)),
        additionalData: Self.data(peer, agreement))
    else { return nil }
    func number(_ place: Int) -> UInt64 { plain[place * 8..<place * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    let hexadecimal = String(number(0), radix: 16)
    let instance = String(repeating: "0", count: 16 - hexadecimal.count) + hexadecimal
    return Position(
      question: AuditEntryId(instance: instance, index: Int(clamping: number(1))), offset: Int(clamping: number(2)))
  }

  private static func data(_ peer: RegionName, _ agreement: AgreementId) -> [UInt8] {
    Array(peer.text.utf8) + [0] + agreement.bytes
  }
}
