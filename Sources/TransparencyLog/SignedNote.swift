public import Cryptography

/// A text with the signatures of any number of keys (C2SP `signed-note`): the text, an empty line, and a line
/// `— NAME BASE64` for each signature. There is one way to write a note.
public struct SignedNote: Equatable, Sendable {
  /// Bytes of a note.
  public static let maxBytes = 65_536
  /// Signatures of a note.
  public static let maxSignatures = 100

  /// One signature line.
  public struct Signature: Sendable {
    /// Whose it says to be.
    public let keyName: String
    /// Four bytes: which of that name's keys.
    public let keyID: [UInt8]
    /// What follows the ID, at least one byte; its form is the algorithm's.
    public let bytes: [UInt8]

    /// Whether it says to be of this key.
    func isNamed(as key: NoteKey) -> Bool { keyID == key.id && keyName.utf8.elementsEqual(key.name.utf8) }

    var line: String { "\u{2014} \(keyName) \(Base64.encode(keyID + bytes))\n" }
  }

  /// The text, with the line feed at its end.
  public let text: String
  /// The signatures in order. Nothing is said of them yet: see ``verify(_:)``.
  public private(set) var signatures: [Signature]

  /// A text that nobody signed so far. Throws where a note cannot hold it.
  public init(text: String) throws(NoteError) {
    try Self.check(text)
    (self.text, signatures) = (text, [])
  }

  /// Reads a note. Throws where it is not one: the error names the part.
  public init(parsing bytes: [UInt8]) throws(NoteError) {
    guard bytes.count <= Self.maxBytes else { throw NoteError("note", "it has more than \(Self.maxBytes) bytes") }
    guard let whole = String(validating: bytes, as: UTF8.self) else { throw NoteError("note", "it is not UTF-8") }
    // The last empty line: the text may hold others.
    guard let separator = Self.lastEmptyLine(bytes) else {
      throw NoteError("note", "there is no empty line between text and signatures")
    }
    let utf8 = whole.utf8
    let middle = utf8.index(utf8.startIndex, offsetBy: separator)
    text = String(whole[..<middle])
    try Self.check(text)
    let lines = whole[utf8.index(after: middle)...].unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard let last = lines.last, last.isEmpty, lines.count > 1 else {
      throw NoteError("signatures", "there is none, or the last one does not end in a line feed")
    }
    guard lines.count - 1 <= Self.maxSignatures else {
      throw NoteError("signatures", "there are more than \(Self.maxSignatures)")
    }
    signatures = []
    for (index, line) in lines.dropLast().enumerated() {
      signatures.append(try Self.signature(Substring(line), "signature line \(index + 1)"))
    }
  }

  /// The note as it is written. Without a signature it cannot be read again.
  public var bytes: [UInt8] { Array((text + "\n" + signatures.map(\.line).joined()).utf8) }

  /// The signature lines alone, as a witness answers them (C2SP `tlog-witness`).
  public var signatureLines: [UInt8] { Array(signatures.map(\.line).joined().utf8) }

  /// Where the text ends: behind the first of the last two line feeds that follow each other.
  private static func lastEmptyLine(_ bytes: [UInt8]) -> Int? {
    var index = bytes.count - 1
    while index > 0 {
      if bytes[index] == 0x0A, bytes[index - 1] == 0x0A { return index }
      index -= 1
    }
    return nil
  }

  /// Byte by byte: texts that only look the same are not.
  public static func == (left: SignedNote, right: SignedNote) -> Bool { left.bytes == right.bytes }

  private static func check(_ text: String) throws(NoteError) {
    guard text.utf8.last == 0x0A else { throw NoteError("text", "it does not end in a line feed") }
    guard text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else {
      throw NoteError("text", "it holds a control character other than line feeds")
    }
    guard text.utf8.count < maxBytes else { throw NoteError("text", "it has more than \(maxBytes) bytes") }
  }

  private static func signature(_ line: Substring, _ part: String) throws(NoteError) -> Signature {
    // By scalars: a mark that joins with the blank before it is still no blank.
    let words = line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[0].elementsEqual(["\u{2014}"]) else {
      throw NoteError(part, "it is not an em dash, a name and Base64 with single spaces between")
    }
    let name = String(String.UnicodeScalarView(words[1]))
    guard NoteKey.isName(name) else { throw NoteError(part, "its name cannot be one: \(NoteKey.nameRule)") }
    guard let bytes = Base64.decode(String(String.UnicodeScalarView(words[2]))), bytes.count > 4 else {
      throw NoteError(part, "its signature is not Base64 with padding, of more than four bytes")
    }
    return Signature(keyName: name, keyID: Array(bytes.prefix(4)), bytes: Array(bytes.dropFirst(4)))
  }
}

extension SignedNote {
  /// What a key's good signatures say.
  public struct Verified: Equatable, Sendable {
    /// Of a cosignature: when it was made, the latest of several, in seconds since 1970; else nil.
    public let time: Int64?
  }

  /// Whether `key` signed this text. Lines of other keys are passed over. Throws where this key signed nothing here,
  /// and where one line in its name and with its ID is not good, whatever the others are.
  public func verify(_ key: NoteKey) throws(NoteError) -> Verified {
    let own = signatures.filter { $0.isNamed(as: key) }
    guard !own.isEmpty else { throw NoteError("signatures", "none is by the key that was asked for") }
    var latest: Int64?
    for signature in own {
      guard signature.bytes.count == key.signatureLength else {
        throw NoteError("signatures", "one by the key that was asked for has another length")
      }
      var message = Array(text.utf8)
      if key.algorithm == .cosignature {
        let time = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let seconds = Int64(exactly: time) else {
          throw NoteError("signatures", "a cosignature is of a time that there is not")
        }
        message = Self.cosigned(text, at: seconds)
        latest = max(latest ?? seconds, seconds)
      }
      guard key.publicKey.verifies(Array(signature.bytes.suffix(Ed25519PublicKey.signatureLength)), of: message) else {
        throw NoteError("signatures", "one by the key that was asked for does not fit the text")
      }
    }
    return Verified(time: latest)
  }

  /// Adds a signature over the text. Throws as ``NoteKey`` does, and where there are as many as there may be.
  public mutating func sign(as name: String, with key: Ed25519PrivateKey) throws {
    let verifier = try NoteKey(name: name, algorithm: .ed25519, publicKey: key.publicKey)
    try add(verifier, try key.sign(Array(text.utf8)))
  }

  /// Adds a cosignature: that the text was seen at `time`, seconds since 1970, not before that.
  public mutating func cosign(as name: String, with key: Ed25519PrivateKey, at time: Int64) throws {
    guard time >= 0 else { throw NoteError("time", "it is before 1970") }
    let verifier = try NoteKey(name: name, algorithm: .cosignature, publicKey: key.publicKey)
    let seconds = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) }
    try add(verifier, seconds + (try key.sign(Self.cosigned(text, at: time))))
  }

  /// Drops the signatures of all keys but this one.
  mutating func keepSignatures(of key: NoteKey) { signatures.removeAll { !$0.isNamed(as: key) } }

  /// Takes over the signatures of a key from signature lines over this text, in place of those that it has of that key.
  /// Throws, and changes nothing, where the lines are none, or the key's are missing or not good.
  public mutating func adopt(signatureLines: [UInt8], of key: NoteKey) throws(NoteError) {
    let other = try SignedNote(parsing: Array((text + "\n").utf8) + signatureLines)
    guard other.text.utf8.elementsEqual(text.utf8) else {
      throw NoteError("signatures", "there is an empty line in them")
    }
    _ = try other.verify(key)
    var result = self
    result.signatures.removeAll { $0.isNamed(as: key) }
    for signature in other.signatures where signature.isNamed(as: key) { try result.add(key, signature.bytes) }
    self = result
  }

  private mutating func add(_ key: NoteKey, _ signature: [UInt8]) throws(NoteError) {
    let signature = Signature(keyName: key.name, keyID: key.id, bytes: signature)
    guard signatures.count < Self.maxSignatures, bytes.count + signature.line.utf8.count <= Self.maxBytes else {
      throw NoteError("signatures", "there is no room for another")
    }
    signatures.append(signature)
  }

  /// What a cosignature is made over.
  private static func cosigned(_ text: String, at time: Int64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
  }
}
