import Cryptography
package import PeerProtocol

/// What a region signs of a backup: when it was made, by which program, and every other file in it. It is the archive's last
/// file, since a digest is only known once its file was written.
package struct BackupManifest: Equatable, Sendable {
  /// The file in the archive.
  static let path = "backup.json"
  /// The form of backups that this program writes and reads.
  private static let version = 1
  /// Bytes of the file at most: some 150 for each of a million tiles.
  static let maxLength = 256 << 20

  /// A file of the home.
  package struct File: Equatable, Sendable {
    /// Its path below the home.
    package var path: String
    /// Its bytes.
    package var length: Int
    /// SHA-256 of them, 32 bytes.
    var digest: [UInt8]
  }

  /// Whose node it is.
  package var region: RegionName
  /// The thumbprint of the region's identity key, which signs.
  package var identityKey: KeyThumbprint
  /// When the backup was begun: it holds all that was durable then.
  package var madeAt: Timestamp
  /// The version of the program that made it.
  package var program: String
  /// Every file, in the order of the archive.
  package var files: [File]

  private var json: JSONValue {
    [
      "version": JSONValue(Self.version), "region": .string(region.text),
      "identityKey": .string(identityKey.base64URL), "madeAt": JSONValue(madeAt),
      "program": .string(program),
      "files": .array(
        files.map {
          ["path": .string($0.path), "bytes": JSONValue($0.length), "sha256": .string(Hexadecimal.text($0.digest))]
        }),
    ]
  }

  /// The file, signed by the region's identity key.
  func signed(with key: Ed25519PrivateKey) throws(CryptographyError) -> [UInt8] {
    try SignedDocument.sign(payload: json.bytes, type: .backup, key: key).json.bytes + [0x0A]
  }

  /// Reads the file; throws where it is not what the holder of `key` signed.
  init(parsing bytes: [UInt8], signedBy key: Ed25519PublicKey) throws(BackupFault) {
    guard let document = try? SignedDocument(parsing: bytes), let json = try? JSONValue(parsing: document.payload)
    else {
      throw .damaged(Self.path, "it is no signed document")
    }
    do { try document.verify(type: .backup, signers: [key]) } catch {
      throw .damaged(Self.path, "the identity key in the backup did not sign it")
    }
    guard json["version"]?.integerValue == Self.version else {
      throw .damaged(Self.path, "it is of another version than \(Self.version): use the program that made it")
    }
    guard let region = json["region"]?.stringValue.flatMap({ RegionName($0) }),
      let madeAt = json["madeAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let program = json["program"]?.stringValue, let files = json["files"]?.arrayValue
    else { throw .damaged(Self.path, "a member is missing or does not fit") }
    guard json["identityKey"]?.stringValue == key.thumbprint.base64URL else {
      throw .damaged(Self.path, "it names another identity key than the one that signed it")
    }
    self.init(
      region: region, identityKey: key.thumbprint, madeAt: madeAt, program: program,
      files: files.compactMap(File.init))
    guard self.files.count == files.count else { throw .damaged(Self.path, "a file in its list does not fit") }
  }

  init(region: RegionName, identityKey: KeyThumbprint, madeAt: Timestamp, program: String, files: [File]) {
    (self.region, self.identityKey, self.madeAt) = (region, identityKey, madeAt)
    (self.program, self.files) = (program, files)
  }
}

extension BackupManifest.File {
  fileprivate init?(_ json: JSONValue) {
    guard let path = json["path"]?.stringValue, let length = json["bytes"]?.integerValue, length >= 0,
      let digest = json["sha256"]?.stringValue.flatMap(Hexadecimal.bytes)
    else { return nil }
    self.init(path: path, length: length, digest: digest)
  }
}

/// Why a backup is not made, or not taken.
package enum BackupFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file in it (or the archive as a whole) is not as it was made.
  case damaged(String, String)
  /// A file of the home does not go into it.
  case notCopied(String, String)
  /// Files that a home needs are not in it.
  case missing([String])

  package var description: String {
    switch self {
    case .damaged(let file, let reason): "the backup is damaged: \(file): \(reason)"
    case .notCopied(let file, let reason): "no backup was made: \(file): \(reason)"
    case .missing(let files): "the backup lacks \(files.joined(separator: ", "))"
    }
  }
}
