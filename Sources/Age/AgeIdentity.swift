public import Cryptography

/// What opens an age file.
public enum AgeIdentity: Sendable {
  /// An X25519 key.
  case key(X25519PrivateKey)
  /// A pass phrase (UTF-8).
  case passphrase([UInt8])

  /// The largest work factor that is tried: a gibibyte of memory. More would be an attack on whoever opens the file.
  static let maxLogN = 20

  /// The keys in a file as `age-keygen` writes it: lines with `AGE-SECRET-KEY-1…`, empty ones, and comments behind `#`.
  public static func keys(in file: String) throws(AgeFault) -> [AgeIdentity] {
    var keys: [AgeIdentity] = []
    for line in file.split(whereSeparator: \.isNewline) where !line.isEmpty && !line.hasPrefix("#") {
      guard let bytes = Bech32.decode(String(line), prefix: "AGE-SECRET-KEY-"),
        let key = try? X25519PrivateKey(bytes: bytes)
      else { throw .key("a line is neither an age key (AGE-SECRET-KEY-1…) nor a comment") }
      keys.append(.key(key))
    }
    guard !keys.isEmpty else { throw .key("there is no age key in it (AGE-SECRET-KEY-1…)") }
    return keys
  }

  /// `age1…`, whose files this key opens; nil for a pass phrase.
  public var recipient: String? {
    guard case .key(let key) = self else { return nil }
    return AgeRecipient.text(of: key.publicKey)
  }

  /// The file key from a stanza; nil where the stanza is for somebody else. Throws where it is not in order.
  func fileKey(from stanza: AgeStanza) throws(AgeFault) -> [UInt8]? {
    do {
      switch (self, stanza.type) {
      case (.key(let key), AgeStanza.x25519):
        let share = try stanza.share()
        let shared: [UInt8]
        do { shared = try key.sharedSecret(with: share) } catch { throw AgeFault.header("a share of low order") }
        let wrapping = try AgeWrapping.key(shared: shared, share: share, recipient: key.publicKey)
        return AgeWrapping.open(stanza.body, under: wrapping)
      case (.passphrase(let passphrase), AgeStanza.scrypt):
        let (salt, logN) = try stanza.work()
        guard logN <= Self.maxLogN else { throw AgeFault.header("its work factor is over \(Self.maxLogN)") }
        return AgeWrapping.open(
          stanza.body, under: try AgeWrapping.key(passphrase: passphrase, salt: salt, logN: logN))
      default: return nil
      }
    } catch let fault as AgeFault {
      throw fault
    } catch { throw .header("\(error)") }
  }
}
