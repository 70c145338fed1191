import Cryptography
import PeerProtocol
import System
import TransparencyLog

/// Checks archives, from their bytes alone: no node, no network.
public struct EvidenceVerifier: Sendable {
  /// Bytes of an archive that is read.
  public static let maxBytes = 2 << 30

  private let trusted: TrustedKeys

  /// A verifier that takes the word of these keys.
  public init(trusted: TrustedKeys = TrustedKeys()) { self.trusted = trusted }

  /// What is to be said of an archive.
  public func verify(_ bytes: [UInt8]) -> EvidenceFindings {
    var findings = EvidenceFindings()
    do throws(EvidenceFault) {
      let archive = try Self.open(bytes)
      let manifest = try Self.manifest(of: archive)
      findings.manifest = manifest
      findings.faults += Self.fileFaults(in: archive, manifest)
      if let known = trusted.keys[manifest.region], known != manifest.identityKey.thumbprint {
        findings.note(EvidencePath.manifest, "it is signed by another key than the card of \(manifest.region.text) has")
      }
      var check = ContentsCheck(archive, manifest, trusted)
      check.run()
      findings.add(check.findings)
    } catch {
      findings.faults.append(error)
    }
    return findings
  }

  /// The archive; its faults as those of a file in it.
  static func open(_ bytes: [UInt8]) throws(EvidenceFault) -> TarArchive {
    do { return try TarArchive(parsing: bytes) } catch { throw EvidenceFault(error.file, error.reason) }
  }

  /// The manifest, whose signature is good.
  static func manifest(of archive: TarArchive) throws(EvidenceFault) -> EvidenceManifest {
    guard let bytes = archive[EvidencePath.manifest] else {
      throw EvidenceFault(EvidencePath.manifest, "it is missing")
    }
    return try manifest(bytes)
  }

  static func manifest(_ bytes: [UInt8]) throws(EvidenceFault) -> EvidenceManifest {
    func fault(_ reason: String) -> EvidenceFault { EvidenceFault(EvidencePath.manifest, reason) }
    // There is one way to write it, and it is longer than what goes over the wire.
    let parts = bytes.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
    let frame = [
      "{", "payload", ":", nil, ",", "signatures", ":[{", "protected", ":", nil, ",", "signature", ":", nil, "}]}\n",
    ]
    guard parts.count == frame.count,
      zip(parts, frame).allSatisfy({ part, expected in expected.map { part.elementsEqual($0.utf8) } ?? true }),
      let payload = Base64URL.decode(String(decoding: parts[3], as: UTF8.self)),
      let header = Base64URL.decode(String(decoding: parts[9], as: UTF8.self)),
      let signature = Base64URL.decode(String(decoding: parts[13], as: UTF8.self))
    else { throw fault("it is no signed document as an export writes it") }
    let document = SignedDocument(
      payload: payload, signatures: [SignedDocument.Signature(protectedHeader: header, signature: signature)])
    guard let named = try? JSONValue(parsing: header),
      let key = named[EvidenceManifest.keyMember].flatMap({ EvidenceKeys.key(jwk: $0) })
    else { throw fault("its header names no key") }
    do { try document.verify(type: .evidence, signers: [key]) } catch {
      throw fault("the signature does not fit: \(error)")
    }
    let manifest = try EvidenceManifest(payload: payload)
    guard manifest.identityKey == key else { throw fault("it is signed by another key than it says") }
    return manifest
  }

  /// Which files are not those that the manifest names.
  static func fileFaults(in archive: TarArchive, _ manifest: EvidenceManifest) -> [EvidenceFault] {
    var faults: [EvidenceFault] = []
    let expected = manifest.files.map(\.path) + [EvidencePath.manifest]
    if archive.paths != expected {
      let (there, named) = (Set(archive.paths), Set(expected))
      faults += expected.filter { !there.contains($0) }.map { EvidenceFault($0, "it is missing") }
      faults += archive.paths.filter { !named.contains($0) }.map { EvidenceFault($0, "the manifest does not name it") }
      if faults.isEmpty {
        let first = zip(archive.paths, expected).first { $0 != $1 }?.0
        faults.append(EvidenceFault(first, "the files stand in another order than in the manifest"))
      }
    }
    let files = manifest.files
    let changed: [[EvidenceFault]] = ParallelWork.map(count: files.count) {
      { range in
        range.compactMap { number in
          guard let bytes = archive[files[number].path] else { return nil }
          return fault(of: bytes, files[number])
        }
      }
    }
    return faults + changed.flatMap(\.self)
  }

  static func fault(of bytes: [UInt8], _ file: EvidenceManifest.File) -> EvidenceFault? {
    if bytes.count != file.length { return EvidenceFault(file.path, "it is shorter or longer than in the manifest") }
    if SHA256.hash(bytes) != file.digest { return EvidenceFault(file.path, "it was changed: its SHA-256 is another") }
    return nil
  }
}

extension EvidenceFindings {
  /// Takes over what the contents say.
  fileprivate mutating func add(_ other: EvidenceFindings) {
    faults += other.faults
    remarks += other.remarks
    (logs, records, erased) = (other.logs, other.records, other.erased)
    (receipts, agreements) = (other.receipts, other.agreements)
  }
}
