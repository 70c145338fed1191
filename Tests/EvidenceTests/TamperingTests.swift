import Cryptography
import PeerProtocol
import TestSupport
import Testing
import TransparencyLog

@testable import Evidence

/// Whatever somebody without the region's key changes in an archive is found, and named.
@Suite struct TamperingTests {
  private static let region = Result { try MadeUpRegion(entries: 2, peers: 1) }
  private static let archive = Result { try region.get().archive(cosignedBy: [0]) }

  @Test func smallExportIsBelow64KiB() throws {
    #expect(try Self.archive.get().count < 65_536)
  }

  /// Each bit of the contents of each file. The stages of a verification are called one by one, since the signature of an
  /// unchanged manifest need not be verified anew for each bit.
  @Test func everyBitOfEveryFileIsFoundAndNamed() throws {
    let bytes = try Self.archive.get()
    let archive = try TarArchive(parsing: bytes)
    let manifest = try EvidenceVerifier.manifest(of: archive)
    #expect(EvidenceVerifier.fileFaults(in: archive, manifest) == [])
    for file in manifest.files {
      var contents = try #require(archive[file.path])
      #expect(EvidenceVerifier.fault(of: contents, file) == nil)
      for place in contents.indices {
        for bit in 0..<8 {
          contents[place] ^= 1 << bit
          let fault = EvidenceVerifier.fault(of: contents, file)
          if fault?.file != file.path { Issue.record("\(file.path), byte \(place), bit \(bit)") }
          contents[place] ^= 1 << bit
        }
      }
    }
  }

  /// Each bit of the manifest, read and verified as in every verification.
  @Test(arguments: 0..<4) func everyBitOfTheManifestIsFound(part: Int) throws {
    let archive = try TarArchive(parsing: try Self.archive.get())
    var contents = try #require(archive[EvidencePath.manifest])
    for place in contents.indices where place % 4 == part {
      for bit in 0..<8 {
        contents[place] ^= 1 << bit
        do throws(EvidenceFault) {
          _ = try EvidenceVerifier.manifest(contents)
          Issue.record("byte \(place), bit \(bit)")
        } catch {
          if error.file != EvidencePath.manifest { Issue.record("byte \(place), bit \(bit): \(error)") }
        }
        contents[place] ^= 1 << bit
      }
    }
  }

  /// Each bit of the archive outside the contents of its files: headers, filling and end.
  @Test func everyBitOfTheArchivesFormIsFound() throws {
    var bytes =
      try TarArchive.encode(path: "a/b", [1, 2, 3]) + TarArchive.encode(path: "c", [UInt8](repeating: 9, count: 512))
    bytes += TarArchive.end
    let contents = [512..<515, 1_536..<2_048]
    #expect(throws: Never.self) { try TarArchive(parsing: bytes) }
    for place in bytes.indices where !contents.contains(where: { $0.contains(place) }) {
      for bit in 0..<8 {
        bytes[place] ^= 1 << bit
        let read = try? TarArchive(parsing: bytes)
        // A path may become another one; then the manifest does not name it.
        if let read, read.paths == ["a/b", "c"] { Issue.record("byte \(place), bit \(bit)") }
        bytes[place] ^= 1 << bit
      }
    }
  }

  /// The whole verification, a random bit of each 40th byte of the archive.
  @Test func bitsOfTheArchiveAreFoundByTheWholeVerification() throws {
    let random = SeededRandom(seed: 7)
    let (region, bytes) = (try Self.region.get(), try Self.archive.get())
    let verifier = try region.verifier()
    for start in stride(from: 0, to: bytes.count - 40, by: 40) {
      var changed = bytes
      let place = start + Int(random.next() % 40)
      changed[place] ^= 1 << (random.next() % 8)
      let findings = verifier.verify(changed)
      if findings.verdict != .tampered { Issue.record("byte \(place)") }
    }
  }

  /// A bit of every byte of a sample of an archive of several bundles, receipts and proofs: each file of it by its first,
  /// its last and random bytes.
  @Test func bitsOfALargerArchiveAreFound() throws {
    let region = try MadeUpRegion(entries: 700, receipts: 40)
    let bytes = try region.archive()
    let verifier = try region.verifier()
    #expect(verifier.verify(bytes).faults == [])
    let archive = try TarArchive(parsing: bytes)
    let manifest = try EvidenceVerifier.manifest(of: archive)
    let random = SeededRandom(seed: 11)
    for file in manifest.files where file.length > 0 {
      var contents = try #require(archive[file.path])
      let places = [0, file.length - 1] + (0..<6).map { _ in Int(random.next() % UInt64(file.length)) }
      for place in places {
        let bit = UInt8(1) << (random.next() % 8)
        contents[place] ^= bit
        if EvidenceVerifier.fault(of: contents, file)?.file != file.path { Issue.record("\(file.path), byte \(place)") }
        contents[place] ^= bit
      }
    }
    // The whole verification is slower: a few places of the whole archive.
    for _ in 0..<12 {
      var changed = bytes
      let place = Int(random.next() % UInt64(bytes.count))
      changed[place] ^= 1 << (random.next() % 8)
      if verifier.verify(changed).verdict != .tampered { Issue.record("byte \(place)") }
    }
  }

  @Test func truncatedArchiveIsFoundAtAnyLength() throws {
    let bytes = try Self.archive.get()
    for count in stride(from: 0, to: bytes.count, by: 97) {
      #expect(EvidenceVerifier().verify(Array(bytes[..<count])).verdict == .tampered)
    }
    #expect(EvidenceVerifier().verify(bytes + [0]).verdict == .tampered)
    #expect(EvidenceVerifier().verify(bytes + [UInt8](repeating: 0, count: 512)).verdict == .tampered)
  }

  @Test func eachRemovedDoubledOrSwappedFileIsNamed() throws {
    let verifier = try Self.region.get().verifier()
    let whole = try Forgery(Self.archive.get())
    for (place, file) in whole.files.enumerated() {
      var removed = whole
      removed.remove(file.path)
      #expect(verifier.verify(try removed.archive).faults.first?.file == file.path)
      var doubled = whole
      doubled.files.insert(file, at: place)
      #expect(verifier.verify(try doubled.archive).faults.map(\.file) == [file.path])
      guard place > 0 else { continue }
      var swapped = whole
      swapped.files.swapAt(place, place - 1)
      #expect(verifier.verify(try swapped.archive).verdict == .tampered)
      var exchanged = whole
      exchanged.files[place].bytes = whole.files[place - 1].bytes
      #expect(verifier.verify(try exchanged.archive).faults.contains { $0.file == file.path })
    }
    var added = whole
    added.files.insert(("extra.txt", [1]), at: 0)
    #expect(verifier.verify(try added.archive).faults.contains { $0.file == "extra.txt" })
  }

  @Test func foreignEntriesOfATarAreRefusedAndNamed() throws {
    let end = TarArchive.end
    let good = try TarArchive.encode(path: "a", [1])
    func fault(_ bytes: [UInt8]) -> TarFault? {
      do throws(TarFault) {
        _ = try TarArchive(parsing: bytes)
        return nil
      } catch { return error }
    }
    func header(_ path: String, type: Character = "0") -> [UInt8] {
      var header = TarHeader.bytes(path: Array(path.utf8), length: 0)
      header[156] = type.asciiValue ?? 0
      let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
      let digits = String(sum, radix: 8)
      header.replaceSubrange(148..<154, with: Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8))
      return header
    }
    for type in "1256xgL" { #expect(fault(header("a", type: type) + end)?.file == "a") }
    for path in ["/a", "../a", "a/../b", "a//b", "a/", "./a", ".a", "a b", "a\\b", "é"] {
      #expect(fault(good + header(path) + end)?.reason.contains("after a") == true)
      #expect(throws: TarFault.self) { try TarArchive.encode(path: path, []) }
    }
    #expect(fault(good + good + end)?.file == "a")
    #expect(fault(good) != nil)
    #expect(fault([]) != nil)
  }
}
