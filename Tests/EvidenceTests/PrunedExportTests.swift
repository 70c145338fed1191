import Cryptography
import PeerProtocol
import TestSupport
import Testing
import TransparencyLog

@testable import Evidence

/// A log whose first entries were removed after their term is exported, and what is left is proven.
@Suite struct PrunedExportTests {
  /// The contents of an export of a log of which the first entries went, with their bundles.
  private func contents(_ region: MadeUpRegion, removed: UInt64, keptFrom: String? = "2026-06-01") throws
    -> EvidenceContents
  {
    var contents = try region.contents()
    let whole = try region.log()
    contents.logs = [
      EvidenceLog(
        instance: whole.instance, checkpoint: whole.checkpoint, rosterCards: whole.rosterCards, removed: removed,
        keptFrom: keptFrom.flatMap { CalendarDate(iso: $0) }
      ) { path in
        if path.content == .entries, path.index * 256 + UInt64(path.width) <= removed {
          throw TileError.wrongTileLength(path)
        }
        return try whole.file(path)
      }
    ]
    contents.records.removeAll { $0.id.index < removed }
    return contents
  }

  @Test func prunedLogIsWholeFromItsFirstKeptEntryOn() throws {
    let region = try MadeUpRegion(entries: 600)
    let bytes = try MadeUpRegion.archive(contents(region, removed: 256))
    let findings = try region.verifier().verify(bytes)
    #expect(findings.faults == [])
    #expect(findings.remarks.count == 1 && findings.remarks[0].contains("removed the first 256 entries"))
    #expect(findings.records == 601 - 256)
    let log = try #require(findings.manifest?.logs.first)
    #expect(log.isWhole && log.removed == 256 && log.keptFrom?.iso == "2026-06-01")
    let archive = try TarArchive(parsing: bytes)
    #expect(!archive.paths.contains("log/\(region.instance)/tile/entries/000"))
    #expect(archive.paths.contains("log/\(region.instance)/tile/entries/001"))
    #expect(archive.paths.contains("log/\(region.instance)/tile/0/000"))
    #expect(String(decoding: archive[EvidencePath.report] ?? [], as: UTF8.self).contains("256; bewaard vanaf"))
  }

  @Test func logThatWasRemovedAsAWholeVerifies() throws {
    let region = try MadeUpRegion(entries: 300)
    let contents = try contents(region, removed: 301, keptFrom: nil)
    let findings = try region.verifier().verify(MadeUpRegion.archive(contents))
    #expect(findings.faults == [])
    #expect(findings.records == 0)
    #expect(findings.remarks.contains { $0.contains("no other is left") })
  }

  @Test func missingBundleThatNobodyRemovedMakesNoWholeLog() throws {
    let region = try MadeUpRegion(entries: 600)
    var contents = try contents(region, removed: 256)
    contents.logs[0].removed = 0
    let findings = try region.verifier().verify(MadeUpRegion.archive(contents))
    #expect(findings.faults == [])
    #expect(findings.manifest?.logs.first?.isWhole == false)
  }

  /// Its own keys do not help a region that says it removed what it left out.
  @Test func removalThatCannotBeIsNamed() throws {
    let region = try MadeUpRegion(entries: 600)
    let whole = try Forgery(MadeUpRegion.archive(contents(region, removed: 256)))
    let verifier = try region.verifier()
    for removed: UInt64 in [100, 700] {
      let findings = verifier.verify(
        try whole.signed(with: region.identity) { $0.logs[0].removed = removed })
      #expect(findings.faults.contains { $0.file == EvidencePath.manifest && $0.reason.contains("cannot have") })
    }
    // A record of an entry that is said to be gone.
    let findings = verifier.verify(try whole.signed(with: region.identity) { $0.logs[0].removed = 512 })
    #expect(findings.faults.contains { $0.record == "\(region.instance)-300" })
    // Nothing was removed, and what is left out is missed.
    let denied = verifier.verify(
      try whole.signed(with: region.identity) {
        $0.logs[0].removed = 0
        $0.logs[0].keptFrom = nil
      })
    #expect(denied.faults.contains { $0.file == "log/\(region.instance)/tile/entries/000" })
  }
}
