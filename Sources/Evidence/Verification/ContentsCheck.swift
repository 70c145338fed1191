import Cryptography
import PeerProtocol
import System
import TransparencyLog

/// Whether what is in an archive fits together: what its region could not sign without being found out, also with its own
/// keys. Each part adds to the findings.
struct ContentsCheck {
  let archive: TarArchive
  let manifest: EvidenceManifest
  let trusted: TrustedKeys
  var findings = EvidenceFindings()
  /// The files that were looked at; others do not belong there.
  private var expected: Set<String> = [EvidencePath.manifest, EvidencePath.report, EvidencePath.guide]

  init(_ archive: TarArchive, _ manifest: EvidenceManifest, _ trusted: TrustedKeys) {
    (self.archive, self.manifest, self.trusted) = (archive, manifest, trusted)
  }

  mutating func run() {
    for path in expected.sorted() where archive[path] == nil { findings.note(path, "it is missing") }
    compare(EvidencePath.identityPEM, with: EvidenceKeys.pem(manifest.identityKey))
    compare(EvidencePath.identityJWK, with: EvidenceKeys.jwk(manifest.identityKey).bytes + [0x0A])
    for log in manifest.logs { check(log) }
    let records = readRecords()
    check(records)
    checkDocuments(records)
    checkErasure(records)
    checkWholeness(records)
    for path in archive.paths where !expected.contains(path) {
      findings.note(path, "it belongs to nothing else in the archive")
    }
  }

  /// A file of the archive, which is looked at by that.
  mutating func take(_ path: String) -> [UInt8]? {
    expected.insert(path)
    return archive[path]
  }

  /// The files whose path begins like that.
  func paths(in folder: String) -> [String] { archive.paths.filter { $0.hasPrefix(folder) } }

  /// Notes a file that is not what follows from the rest.
  mutating func compare(_ path: String, with bytes: [UInt8]) {
    guard let file = take(path) else { return findings.note(path, "it is missing") }
    if file != bytes { findings.note(path, "it is not what follows from the rest of the archive") }
  }

  /// A signed document in a file, in the one form in which an export writes it.
  mutating func document(_ path: String) -> SignedDocument? {
    guard let bytes = take(path) else { return nil }
    let document = Self.document(bytes)
    if document == nil { findings.note(path, Self.noDocument) }
    return document
  }

  /// The signed documents in a folder: there may be many, which are read on all cores.
  mutating func documents(in folder: String) -> [(path: String, document: SignedDocument)] {
    let (paths, archive) = (paths(in: folder), archive)
    let read: [[SignedDocument?]] = ParallelWork.map(count: paths.count) {
      { range in range.map { archive[paths[$0]].flatMap(Self.document) } }
    }
    return zip(paths, read.joined()).compactMap { path, document in
      expected.insert(path)
      if document == nil { findings.note(path, Self.noDocument) }
      return document.map { (path, $0) }
    }
  }

  private static let noDocument = "it is no signed document as an export writes it"

  private static func document(_ bytes: [UInt8]) -> SignedDocument? {
    guard let json = try? JSONValue(parsing: bytes), let document = try? SignedDocument(json),
      document.json.bytes + [0x0A] == bytes
    else { return nil }
    return document
  }
}
