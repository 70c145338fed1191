import Cryptography

/// The first 512 bytes of a segment or snapshot: what it is, and the salt from which its own key is derived.
///
/// `"SLJRNL"(6) ‖ version(2 digits) ‖ kind(1) ‖ zero(7) ‖ number(8) ‖ size(8) ‖ salt(32) ‖ HMAC-SHA-256 of the 64 bytes before(32) ‖ zeros`.
/// Every version of the files has such a header, so that an older program can tell a newer version from damage.
/// A file gets its final name only after its header is durable, so that no crash explains one that does not verify.
struct FileHeader: Equatable {
  enum Kind: UInt8 {
    case segment = 1
    case snapshot = 2
  }

  static let bytes = 512
  private static let magic = [UInt8]("SLJRNL".utf8)
  /// The version of segments and snapshots that this program reads and writes.
  static let currentVersion = 1

  let kind: Kind
  /// The number in the file's name.
  let number: UInt64
  /// Bytes of the whole file as prewritten; 0 for a snapshot, which ends with its end frame.
  let size: Int
  /// The version of the file's frames.
  var version = FileHeader.currentVersion
  /// 32 random bytes.
  let salt: [UInt8]

  /// The header's 512 bytes.
  func encoded(storageKey: [UInt8]) throws(JournalError) -> [UInt8] {
    var bytes = Self.magic
    bytes.append(contentsOf: [UInt8(0x30 + version / 10 % 10), UInt8(0x30 + version % 10)])
    bytes.append(kind.rawValue)
    bytes.append(contentsOf: [UInt8](repeating: 0, count: 7))
    bytes.append(bigEndian: number)
    bytes.append(bigEndian: UInt64(size))
    bytes.append(contentsOf: salt)
    bytes.append(contentsOf: HMACSHA256.authenticate(bytes, key: try key(for: "header", from: storageKey)))
    bytes.append(contentsOf: [UInt8](repeating: 0, count: Self.bytes - bytes.count))
    return bytes
  }

  /// Reads the header of the file `file`, which must be the `kind` and `number` that its name says.
  init(_ bytes: [UInt8], kind: Kind, number: UInt64, storageKey: [UInt8], file: String) throws(JournalError) {
    func refuse(_ reason: String) -> JournalError { .corrupt(file: file, offset: 0, reason: reason) }
    guard bytes.count >= Self.bytes else { throw refuse("shorter than its header") }
    let digits = bytes[6..<8].map { Int($0) - 0x30 }
    guard Array(bytes[..<6]) == Self.magic, digits.allSatisfy({ (0...9).contains($0) }) else {
      throw refuse("not a journal file")
    }
    version = digits[0] * 10 + digits[1]
    self.kind = kind
    self.number = number
    guard let size = Int(exactly: bytes.uint64(at: 24)) else { throw refuse("header is damaged") }
    self.size = size
    salt = Array(bytes[32..<64])
    // Made anew from what the name says: a damaged, exchanged or renamed file and another key all differ here.
    guard equalInConstantTime(try encoded(storageKey: storageKey), Array(bytes[..<Self.bytes])) else {
      throw refuse("header does not verify: it is damaged, of another file, or sealed with another storage key")
    }
    guard version >= Self.currentVersion else { throw refuse("its version \(version) was never written") }
    guard version == Self.currentVersion else {
      throw .newerFormat(
        file: file, reason: "it has version \(version); this program reads up to \(Self.currentVersion)")
    }
  }

  init(kind: Kind, number: UInt64, size: Int, salt: [UInt8]) {
    self.kind = kind
    self.number = number
    self.size = size
    self.salt = salt
  }

  /// The cipher of this file's frames.
  func cipher(storageKey: [UInt8]) throws(JournalError) -> AuthenticatedCipher {
    let key = try key(for: "frames", from: storageKey)
    do { return try AuthenticatedCipher(.aes256GCM, key: key) } catch { throw .cryptography(error) }
  }

  private func key(for purpose: String, from storageKey: [UInt8]) throws(JournalError) -> [UInt8] {
    var info = [UInt8]("samenloop journal v1 \(purpose)".utf8)
    info.append(kind.rawValue)
    do {
      return try HKDF.derive(secret: storageKey, salt: salt, info: info, count: 32)
    } catch { throw .cryptography(error) }
  }
}

extension JournalError {
  /// A failure of the library that seals; it has no errno.
  static func cryptography(_ error: any Error) -> JournalError { .failed(operation: "\(error)", code: 0) }
}
