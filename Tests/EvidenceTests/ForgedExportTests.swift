import Cryptography
import PeerProtocol
import Testing
import TransparencyLog

@testable import Evidence

/// What the owner of the region's keys signs anew is found where it contradicts itself, and where a trusted witness
/// cosigned before.
@Suite struct ForgedExportTests {
  private func records(_ forgery: Forgery) -> [[UInt8]] {
    forgery[EvidencePath.records].split(separator: 0x0A).map { Array($0) }
  }

  private func joined(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [0x0A] } }

  @Test func eachRemovedRecordOfAWholeExportIsNamed() throws {
    let region = try MadeUpRegion(entries: 6)
    let whole = try Forgery(region.archive())
    for number in 0..<6 {
      var forged = whole
      var lines = records(whole)
      lines.remove(at: number)
      forged[EvidencePath.records] = joined(lines)
      let id = "\(region.instance)-\(number)"
      forged.remove("proofs/\(id).tlog-proof")
      let findings = try region.verifier().verify(forged.signed(with: region.identity))
      #expect(findings.verdict == .tampered)
      #expect(findings.faults.contains { $0.file == EvidencePath.records && $0.record == id })
    }
  }

  @Test func eachDoubledReorderedOrTruncatedRecordIsNamed() throws {
    let region = try MadeUpRegion(entries: 6)
    let whole = try Forgery(region.archive())
    let lines = records(whole)
    for number in lines.indices {
      let id = "\(region.instance)-\(number)"
      var doubled = whole
      doubled[EvidencePath.records] = joined(Array(lines[...number]) + Array(lines[number...]))
      var findings = try region.verifier().verify(doubled.signed(with: region.identity))
      #expect(findings.faults.map(\.record) == [id])
      var truncated = whole
      var shorter = lines
      shorter[number].removeLast()
      truncated[EvidencePath.records] = joined(shorter)
      findings = try region.verifier().verify(truncated.signed(with: region.identity))
      #expect(findings.faults.contains { $0.reason.contains("line \(number + 1)") })
      guard number > 0 else { continue }
      var reordered = whole
      var others = lines
      others.swapAt(number, number - 1)
      reordered[EvidencePath.records] = joined(others)
      findings = try region.verifier().verify(reordered.signed(with: region.identity))
      #expect(findings.faults.map(\.record) == ["\(region.instance)-\(number - 1)"])
    }
  }

  @Test func changedRecordIsNamed() throws {
    let region = try MadeUpRegion(entries: 3)
    let whole = try Forgery(region.archive())
    for number in 0..<3 {
      var forged = whole
      var lines = records(whole)
      var line = try JSONValue(parsing: lines[number])
      line["leaf"]?["at"] = "2026-06-02T00:00:00Z"
      lines[number] = line.bytes
      forged[EvidencePath.records] = joined(lines)
      let findings = try region.verifier().verify(forged.signed(with: region.identity))
      #expect(findings.faults.contains { $0.record == "\(region.instance)-\(number)" })
    }
  }

  @Test func openingOfAnotherThingIsNamed() throws {
    let region = try MadeUpRegion(entries: 3)
    var contents = try region.contents()
    let (first, opening) = (contents.records[2], contents.records[2].openings[0])
    contents.records[2] = EvidenceRecord(
      id: first.id, leaf: first.leaf,
      openings: [EvidenceOpening(place: 0, key: opening.key, thing: [1] + Array("signal 9".utf8))])
    let findings = try region.verifier().verify(MadeUpRegion.archive(contents))
    #expect(findings.faults.map(\.record) == [first.id.text])
  }

  @Test func filesThatFollowFromOthersCannotBeExchanged() throws {
    let region = try MadeUpRegion(entries: 300)
    let other = try Forgery(MadeUpRegion(entries: 300, seed: 2).archive())
    let whole = try Forgery(region.archive())
    for file in whole.files {
      if [EvidencePath.manifest, EvidencePath.report, EvidencePath.guide].contains(file.path) { continue }
      if file.path.hasPrefix("proofs/"), !file.path.hasSuffix("57.tlog-proof") { continue }
      var forged = whole
      let replacement = other[file.path]
      // Documents are named by what they hold.
      forged[file.path] = replacement.isEmpty ? file.bytes + [0x0A] : replacement
      let findings = try region.verifier().verify(forged.signed(with: region.identity))
      #expect(findings.verdict == .tampered, "\(file.path)")
      if !file.path.hasPrefix("log/\(region.instance)/tile/0/") {
        #expect(findings.faults.contains { $0.file == file.path }, "\(file.path)")
      }
    }
  }

  @Test func swappedSignatureOfADocumentIsNamed() throws {
    let region = try MadeUpRegion(entries: 3, receipts: 2)
    var forged = try Forgery(region.archive())
    let path = try #require(forged.files.first { $0.path.hasPrefix("agreements/") }).path
    var document = try SignedDocument(JSONValue(parsing: forged[path]))
    document = SignedDocument(
      payload: document.payload,
      signatures: zip(document.signatures, document.signatures.reversed()).map {
        SignedDocument.Signature(protectedHeader: $0.protectedHeader, signature: $1.signature)
      })
    forged[path] = document.json.bytes + [0x0A]
    let findings = try region.verifier().verify(forged.signed(with: region.identity))
    #expect(findings.faults.map(\.file) == [path])
  }

  @Test func cosignatureTakenOverToANewCheckpointIsNamed() throws {
    let region = try MadeUpRegion()
    var rewritten = region
    try rewritten.rewrite(2) { $0["kind"] = "peer-removed" }
    // The lines of the old checkpoint behind the text of the new one.
    var contents = try rewritten.contents(cosignedBy: [])
    let old = try region.log().checkpoint.note.signatureLines
    let lines = old.split(separator: 0x0A).dropFirst().flatMap { $0 + [0x0A] }
    contents.logs[0].checkpoint = try SignedCheckpoint(parsing: contents.logs[0].checkpoint.bytes + lines)
    let findings = try region.verifier().verify(MadeUpRegion.archive(contents))
    #expect(findings.verdict == .tampered)
    #expect(findings.faults.map(\.file) == [String](repeating: EvidencePath.checkpoint(region.instance), count: 2))
  }

  @Test func logThatWasSignedAnewIsSelfAsserted() throws {
    let region = try MadeUpRegion()
    var rewritten = region
    rewritten.remove(1)
    #expect(try region.verifier().verify(rewritten.archive(cosignedBy: [])).verdict == .selfAsserted)
  }

  /// Whoever holds the keys signs log, checkpoint and manifest anew. The cosignature of a witness that is trusted is not
  /// theirs to make: without it nothing is proven, with the old one something does not fit, and beside what the witness
  /// kept it is another history.
  @Test func everythingSignedAnewIsNeverIntact() throws {
    let region = try MadeUpRegion(entries: 20)
    let verifier = try region.verifier()
    let kept = try EarlierView(try region.log(cosignedBy: [0]).checkpoint.bytes, by: verifier)
    let old = try region.log().checkpoint.note.signatureLines
    let cosignatures = old.split(separator: 0x0A).dropFirst().flatMap { $0 + [0x0A] }
    for number in [0, 7, 19] {
      var forged = region
      try forged.rewrite(number) { $0["peer"] = "utrecht" }
      var contents = try forged.contents(cosignedBy: [])
      let bare = try MadeUpRegion.archive(contents)
      #expect(verifier.verify(bare).verdict == .selfAsserted)
      var compared = verifier.verify(bare)
      compared.compare(with: kept)
      #expect(compared.verdict == .splitView)
      contents.logs[0].checkpoint = try SignedCheckpoint(parsing: contents.logs[0].checkpoint.bytes + cosignatures)
      let findings = verifier.verify(try MadeUpRegion.archive(contents))
      #expect(findings.verdict == .tampered)
      #expect(findings.faults.contains { $0.file == EvidencePath.checkpoint(region.instance) })
    }
  }

  @Test func swappedSignaturesOfReceiptsAreNamed() throws {
    let region = try MadeUpRegion(entries: 6, receipts: 3)
    let whole = try Forgery(region.archive())
    let paths = whole.files.map(\.path).filter { $0.hasPrefix("receipts/") }
    try #require(paths.count == 3)
    // The same file in another place, and one under the name of another.
    for (first, second) in zip(paths, paths.dropFirst()) {
      var forged = whole
      (forged[first], forged[second]) = (whole[second], whole[first])
      let findings = try region.verifier().verify(forged.signed(with: region.identity))
      #expect(Set(findings.faults.compactMap(\.file)).isSuperset(of: [first, second]))
      // The signatures of one under the text of the other.
      forged = whole
      let (one, other) = (
        try SignedDocument(JSONValue(parsing: whole[first])), try SignedDocument(JSONValue(parsing: whole[second]))
      )
      let mixed = SignedDocument(payload: one.payload, signatures: other.signatures)
      forged[first] = mixed.json.bytes + [0x0A]
      let mixedFindings = try region.verifier().verify(forged.signed(with: region.identity))
      #expect(mixedFindings.faults.contains { $0.file == first })
    }
  }

  @Test func logThatWasSignedAnewContradictsTheEarlierArchive() throws {
    let region = try MadeUpRegion()
    let verifier = try region.verifier()
    for grows in [false, true] {
      var rewritten = region
      try rewritten.rewrite(1) { $0["kind"] = "peer-removed" }
      if grows { try rewritten.grow(by: 70) }
      var findings = verifier.verify(try rewritten.archive(cosignedBy: []))
      findings.compare(with: try EarlierView(try region.archive(), by: verifier))
      #expect(findings.verdict == .splitView)
      #expect(findings.splitViews.first?.other.witnesses == ["drenthe", "gooi"])
      #expect(findings.splitViews.first?.other.head == (try region.log().checkpoint.checkpoint.head))
      // The other way round, too.
      var earlier = verifier.verify(try region.archive())
      earlier.compare(with: try EarlierView(try rewritten.archive(cosignedBy: []), by: verifier))
      #expect(earlier.verdict == .splitView)
    }
  }

  @Test func logThatWasSignedAnewContradictsAWitnessesCheckpoint() throws {
    let region = try MadeUpRegion()
    let verifier = try region.verifier()
    var rewritten = region
    rewritten.remove(1)
    try rewritten.grow(by: 3)
    var findings = verifier.verify(try rewritten.archive(cosignedBy: [1]))
    let kept = try region.log(cosignedBy: [0]).checkpoint.bytes
    findings.compare(with: try EarlierView(kept, by: verifier))
    #expect(findings.verdict == .splitView)
    let split = try #require(findings.splitViews.first)
    #expect(split.shown.witnesses == ["gooi"])
    #expect(split.other.witnesses == ["drenthe"])
  }

  @Test func logThatGrewContradictsNothing() throws {
    let region = try MadeUpRegion(entries: 300)
    let verifier = try region.verifier()
    var grown = region
    try grown.grow(by: 70)
    for earlier in [try region.archive(), try region.log().checkpoint.bytes] {
      var findings = verifier.verify(try grown.archive())
      findings.compare(with: try EarlierView(earlier, by: verifier))
      #expect(findings.faults == [])
      #expect(findings.splitViews == [])
      #expect(findings.remarks == [])
    }
  }

  @Test func logThatIsLeftOutIsNamed() throws {
    let region = try MadeUpRegion()
    let verifier = try region.verifier()
    var other = region
    other.instance = "ffeeddccbbaa9988"
    var findings = verifier.verify(try other.archive())
    findings.compare(with: try EarlierView(try region.archive(), by: verifier))
    #expect(findings.verdict == .tampered)
  }

  @Test func checkpointOfAnotherRegionIsNotCompared() throws {
    let (region, other) = (try MadeUpRegion(), try MadeUpRegion(seed: 3))
    var findings = try region.verifier().verify(region.archive())
    findings.compare(with: try EarlierView(try other.log().checkpoint.bytes, by: region.verifier()))
    #expect(findings.remarks.count == 1)
    #expect(findings.verdict == .intact)
  }
}
