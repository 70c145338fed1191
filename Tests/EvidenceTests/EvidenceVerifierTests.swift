import Cryptography
import PeerProtocol
import Testing
import TransparencyLog

@testable import Evidence

@Suite struct EvidenceVerifierTests {
  @Test func exportIsErasedWhereACommitmentHasNoOpening() throws {
    let region = try MadeUpRegion(entries: 7)
    let findings = try region.verifier().verify(region.archive())
    #expect(findings.faults == [])
    #expect(findings.verdict == .erased)
    #expect(findings.erased == 1)
    #expect(findings.records == 8)
    #expect(findings.receipts == 1)
    #expect(findings.agreements == 1)
    #expect(findings.remarks == [])
    let log = try #require(findings.logs.first)
    #expect(log.isWitnessed)
    #expect(log.cosigners.map(\.region.text) == ["drenthe", "gooi"])
    #expect(log.cosigners.map(\.isTrusted) == [true, false])
  }

  @Test func exportIsIntactWhereEveryCommitmentIsOpened() throws {
    let region = try MadeUpRegion(entries: 4)
    #expect(try region.verifier().verify(region.archive()).verdict == .intact)
  }

  @Test func sameContentsGiveSameBytes() throws {
    #expect(try MadeUpRegion().archive() == MadeUpRegion().archive())
  }

  @Test func exportIsSelfAssertedWithoutATrustedCosigner() throws {
    let region = try MadeUpRegion()
    #expect(try region.verifier(trusting: []).verify(region.archive()).verdict == .selfAsserted)
    #expect(try region.verifier(trusting: [1]).verify(region.archive(cosignedBy: [0])).verdict == .selfAsserted)
    #expect(try region.verifier(trusting: [0]).verify(region.archive(cosignedBy: [0])).verdict == .intact)
  }

  @Test func cosignaturesOfHalfTheRosterAreNoWitness() throws {
    let region = try MadeUpRegion()
    let log = try #require(try region.verifier().verify(region.archive(cosignedBy: [0])).logs.first)
    #expect(!log.isWitnessed)
    #expect(log.rosterSize == 2)
  }

  @Test func exportAboutOnePeerHoldsNothingAboutAnother() throws {
    let region = try MadeUpRegion(entries: 300)
    var scope = MadeUpRegion.scope
    scope.peer = region.peers[1].name
    let bytes = try region.archive(scope)
    let findings = try region.verifier().verify(bytes)
    #expect(findings.faults == [])
    #expect(findings.records == 150)
    let archive = try TarArchive(parsing: bytes)
    #expect(!archive.paths.contains { $0.contains("entries") })
    #expect(archive.paths.contains("log/\(region.instance)/tile/0/000"))
    let text = String(decoding: archive[EvidencePath.records] ?? [], as: UTF8.self)
    #expect(!text.contains("drenthe"))
  }

  @Test func wholeExportHoldsAllEntries() throws {
    let region = try MadeUpRegion(entries: 600)
    let bytes = try region.archive()
    #expect(try region.verifier().verify(bytes).faults == [])
    let archive = try TarArchive(parsing: bytes)
    #expect(archive.paths.contains("log/\(region.instance)/tile/entries/001"))
    #expect(archive.paths.contains("log/\(region.instance)/tile/entries/002.p/89"))
  }

  @Test func exportWithoutCheckpointIsRefused() throws {
    var contents = try MadeUpRegion().contents()
    contents.logs = []
    #expect(throws: EvidenceExportError.noCheckpoint) { try EvidenceExport(contents) }
  }

  @Test func exportOfAnEntryThatTheLogHasNotIsRefused() throws {
    var contents = try MadeUpRegion().contents()
    let first = contents.records[0]
    contents.records[0] = EvidenceRecord(
      id: first.id, leaf: Array("{\"kind\":\"empty\"}".utf8), openings: first.openings)
    #expect(throws: EvidenceExportError.recordDiffers(id: first.id.text)) { try EvidenceExport(contents) }
  }

  @Test func checkpointOverOtherFilesIsRefused() throws {
    var contents = try MadeUpRegion().contents()
    var other = try MadeUpRegion().log()
    other.checkpoint = try MadeUpRegion(seed: 2).log().checkpoint
    contents.logs = [other]
    #expect(throws: EvidenceExportError.logDiffers(instance: other.instance)) { try EvidenceExport(contents) }
  }

  @Test func cardOfTheRegionWithAnotherKeyIsNamed() throws {
    let (region, other) = (try MadeUpRegion(), try MadeUpRegion(seed: 2))
    let card = MadeUpRegion.Peer(
      name: region.name, identity: other.identity, witness: other.peers[0].witness, instance: "0000000000000000")
    var trusted = TrustedKeys()
    try trusted.add(file: card.card.json.bytes)
    let findings = EvidenceVerifier(trusted: trusted).verify(try region.archive())
    #expect(findings.verdict == .tampered)
    #expect(findings.faults.first?.file == EvidencePath.manifest)
  }

  @Test func trustedKeysAreReadFromThumbprintsAndJWKs() throws {
    let region = try MadeUpRegion()
    let key = region.peers[0].identity.publicKey
    for file in ["# drenthe\n\(key.thumbprint.base64URL) # compared\n", EvidenceKeys.jwk(key).text] {
      var trusted = TrustedKeys()
      try trusted.add(file: Array(file.utf8))
      #expect(EvidenceVerifier(trusted: trusted).verify(try region.archive()).verdict == .intact)
    }
    for file in ["", "# nothing\n", "drenthe\n", "{}", "{\"kty\":\"OKP\"}"] {
      var trusted = TrustedKeys()
      #expect(throws: TrustFileError.self) { try trusted.add(file: Array(file.utf8)) }
    }
    var forged = try region.peers[0].card
    forged = SignedDocument(payload: forged.payload + [0x20], signatures: forged.signatures)
    var trusted = TrustedKeys()
    #expect(throws: TrustFileError.self) { try trusted.add(file: forged.json.bytes) }
  }
}
