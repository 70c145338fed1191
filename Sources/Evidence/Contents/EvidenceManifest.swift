public import Cryptography
public import PeerProtocol
import System
public import TransparencyLog

/// What a region signs of an export (`samenloop-evidence`): what was asked for, the logs, and every other file.
public struct EvidenceManifest: Sendable, Equatable {
  /// The form of archives that this program writes and reads.
  public static let version = 1

  /// A file in the archive.
  public struct File: Sendable, Equatable {
    var path: String
    /// How many bytes it has.
    var length: Int
    /// SHA-256 of it, 32 bytes.
    var digest: [UInt8]

    fileprivate var json: JSONValue {
      ["path": .string(path), "bytes": JSONValue(length), "sha256": .string(Hexadecimal.text(digest))]
    }
  }

  /// A log in the archive, up to the newest checkpoint that its region had.
  public struct Log: Sendable, Equatable {
    /// The instance.
    public var instance: String
    /// The tree of the checkpoint.
    public var head: TreeHead
    /// Whether all entries that are still kept are there, in bundles; else only hashes and the chosen records.
    public var isWhole: Bool
    /// How many entries at the front were removed after their term.
    public var removed: UInt64 = 0
    /// The day of the oldest entry that is kept, where entries were removed and others are left.
    public var keptFrom: CalendarDate?

    /// Whether all entries of a bundle were removed.
    func lacks(_ bundle: TilePath) -> Bool {
      bundle.index * UInt64(TilePath.fullWidth) + UInt64(bundle.width) <= removed
    }
  }

  /// Whose log it is.
  public var region: RegionName
  /// The key that signs the manifest and the checkpoints.
  public var identityKey: Ed25519PublicKey
  /// What was asked for.
  public var scope: EvidenceScope
  /// When it was made.
  public var madeAt: Timestamp
  /// The instances of the log that have a checkpoint, oldest first.
  public var logs: [Log]
  /// How many entries that were asked for stand after the newest checkpoint, and are not in the archive.
  public var later: Int
  /// Whether the records open every commitment whose thing was still there.
  public var isOpened: Bool
  var files: [File]

  /// The name of the log of an instance.
  public func origin(_ instance: String) -> String { Self.origin(region, instance) }

  static func origin(_ region: RegionName, _ instance: String) -> String { "samenloop/\(region.text)/\(instance)" }
}

extension EvidenceManifest {
  /// The member of the protected header with the key (RFC 7515 section 4.1.3), so that a signature is verified before
  /// anything else is read.
  static let keyMember = "jwk"

  /// The file `manifest.json`.
  func signed(with key: Ed25519PrivateKey) throws(CryptographyError) -> [UInt8] {
    let document = try SignedDocument.sign(
      payload: payload, type: .evidence, key: key,
      extraHeader: [Self.keyMember: EvidenceKeys.jwk(identityKey)])
    return document.json.bytes + [0x0A]
  }

  /// The payload: JSON, with blanks at its end up to a multiple of three bytes, so that its Base64url needs no padding
  /// and `openssl base64` reads it.
  var payload: [UInt8] {
    let json = JSONValue(present: [
      "version": JSONValue(Self.version), "region": .string(region.text), "identityKey": EvidenceKeys.jwk(identityKey),
      "from": .string(scope.from.iso), "until": .string(scope.until.iso),
      "peer": scope.peer.map { .string($0.text) }, "kind": scope.kind.map(JSONValue.string),
      "subjectErasure": scope.erasure?.json, "madeAt": JSONValue(madeAt), "later": JSONValue(later),
      "opened": .bool(isOpened),
      "logs": .array(
        logs.map { log in
          JSONValue(present: [
            "origin": .string(origin(log.instance)), "size": JSONValue(Int(clamping: log.head.size)),
            "root": .string(Base64.encode(log.head.root)), "whole": .bool(log.isWhole),
            "removed": log.removed > 0 ? JSONValue(Int(clamping: log.removed)) : nil,
            "keptFrom": log.keptFrom.map { .string($0.iso) },
          ])
        }),
      "files": [],
    ])
    // There may be 200,000 files: they are written on all cores. Members are sorted, and this is the first of them.
    let start = Array("{\"files\":[".utf8)
    let bytes = start + Self.bytes(of: files) + json.bytes.dropFirst(start.count)
    return bytes + [UInt8](repeating: UInt8(ascii: " "), count: (3 - bytes.count % 3) % 3)
  }

  private static func bytes(of files: [File]) -> [UInt8] {
    let comma = [UInt8(ascii: ",")]
    let parts: [[UInt8]] = ParallelWork.map(count: files.count) {
      { range in Array(files[range].map(\.json.bytes).joined(separator: comma)) }
    }
    return Array(parts.joined(separator: comma))
  }

  /// Reads a payload. Throws what does not fit.
  init(payload: [UInt8]) throws(EvidenceFault) {
    func fault(_ reason: String) -> EvidenceFault { EvidenceFault(EvidencePath.manifest, reason) }
    guard let json = try? JSONValue(parsing: payload) else { throw fault("what is signed is not JSON") }
    guard json["version"]?.integerValue == Self.version else {
      throw fault("it is of another version than \(Self.version): use the program that its VERIFY.md names")
    }
    guard let region = json["region"]?.stringValue.flatMap({ RegionName($0) }),
      let key = json["identityKey"].flatMap({ EvidenceKeys.key(jwk: $0) }),
      let from = json["from"]?.stringValue.flatMap({ CalendarDate(iso: $0) }),
      let until = json["until"]?.stringValue.flatMap({ CalendarDate(iso: $0) }),
      let madeAt = json["madeAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let later = json["later"]?.integerValue, let isOpened = json["opened"]?.boolValue,
      let logs = json["logs"]?.arrayValue,
      let files = json["files"]?.arrayValue
    else { throw fault("a member is missing or does not fit") }
    let peer = json["peer"]?.stringValue.flatMap { RegionName($0) }
    scope = EvidenceScope(
      from: from, until: until, peer: peer, kind: json["kind"]?.stringValue,
      erasure: json["subjectErasure"].flatMap { ErasureScope($0) })
    (self.region, identityKey, self.madeAt, self.later, self.isOpened) = (region, key, madeAt, later, isOpened)
    self.logs = logs.compactMap { log in
      let start = "samenloop/\(region.text)/"
      guard let origin = log["origin"]?.stringValue, origin.hasPrefix(start),
        let size = log["size"]?.integerValue.flatMap({ UInt64(exactly: $0) }),
        let root = log["root"]?.stringValue.flatMap(Base64.decode), let isWhole = log["whole"]?.boolValue
      else { return nil }
      return Log(
        instance: String(origin.dropFirst(start.count)), head: TreeHead(size: size, root: root), isWhole: isWhole,
        removed: log["removed"]?.integerValue.flatMap { UInt64(exactly: $0) } ?? 0,
        keptFrom: log["keptFrom"]?.stringValue.flatMap { CalendarDate(iso: $0) })
    }
    let read: [[File]] = ParallelWork.map(count: files.count) { { range in files[range].compactMap { File($0) } } }
    self.files = Array(read.joined())
    // Whatever was left out above shows here.
    guard self.payload == payload else { throw fault("it is not written as an export writes it") }
  }
}

extension EvidenceManifest.File {
  /// Reads what stands in a manifest; nil where it is none.
  fileprivate init?(_ json: JSONValue) {
    guard let path = json["path"]?.stringValue, let length = json["bytes"]?.integerValue,
      let digest = json["sha256"]?.stringValue.flatMap(Hexadecimal.bytes)
    else { return nil }
    self.init(path: path, length: length, digest: digest)
  }
}
