import Cryptography
import Demo
import Evidence
import PeerProtocol
import TransparencyLog

/// An archive of evidence of a made-up log, made and verified.
struct EvidenceBenchmark: Benchmark {
  let records: Int
  let receipts: Int

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let contents = try contents()
    progress.say("\(records) records with \(receipts) receipts are in the log")
    var bytes: [UInt8] = []
    let made = try Spent.measuring {
      var export = try EvidenceExport(contents)
      while let piece = try export.next() { bytes += piece }
    }
    progress.say("the archive has \(bytes.count) bytes")
    try Interruption.check()
    var verdict: EvidenceFindings?
    let verified = Spent.measuring { verdict = EvidenceVerifier().verify(bytes) }
    guard let findings = verdict else { throw BenchmarkFailure(description: "nothing was verified") }
    guard findings.faults.isEmpty, findings.records == records + 1, findings.receipts == receipts else {
      throw BenchmarkFailure(description: "the archive is not in order: \(findings.faults.first?.description ?? "")")
    }
    return Report(
      title: "Evidence: \(records) records, \(receipts) of them with a receipt, \(bytes.count >> 20) MiB",
      rows: [
        ["", "seconds", "processor s"],
        ["made", made.wall.shown(2), made.processor.shown(2)],
        ["verified", verified.wall.shown(2), verified.processor.shown(2)],
      ],
      json: [
        "records": JSONValue(records), "receipts": JSONValue(receipts), "bytes": JSONValue(bytes.count),
        "exportSeconds": made.wall.json, "verifySeconds": verified.wall.json,
        "verifyProcessorSeconds": verified.processor.json,
      ])
  }

  // MARK: - A made-up log

  private static let start = Timestamp(seconds: 1_780_000_000)
  private static let instance = "00112233445566aa"

  private static func name(_ text: String) throws -> RegionName {
    guard let name = RegionName(text) else { throw BenchmarkFailure(description: "no name") }
    return name
  }

  private func contents() throws -> EvidenceContents {
    let random = SystemRandom()
    let identity = try Ed25519PrivateKey(seed: random.bytes(32))
    let peer = try Ed25519PrivateKey(seed: random.bytes(32))
    let peerName = try Self.name("zuid")
    let card = try SignedDocument.sign(
      payload: RegionCard(
        region: peerName, name: "Zuid", endpoint: "https://zuid.example:8443", identityKey: peer.publicKey,
        tlsKeys: [[UInt8](repeating: 7, count: 32)], environment: .training, operatorContact: nil, privacyOfficer: nil,
        version: 1, issuedAt: Self.start
      ).json.bytes, type: .card, key: peer)
    var written: [EvidenceRecord] = []
    for number in 0...records {
      if number.isMultiple(of: 10_000) { try Interruption.check() }
      written.append(
        try record(number, random) { payload in
          var receipt = try SignedDocument.sign(payload: payload, type: .receipt, key: identity)
          try receipt.addSignature(type: .receipt, key: peer)
          return receipt
        })
    }
    let log = try log(written.map(\.leaf), identity)
    let first = CalendarDate(Self.start)
    return EvidenceContents(
      region: try Self.name("noord"), identityKey: identity,
      scope: EvidenceScope(from: first, until: first.adding(days: 400)), madeAt: Self.start.adding(days: 401),
      logs: [log], records: written, later: 0, agreements: [], peerCards: [card])
  }

  /// Receipts stand in the first records; the last one is the roster. Every other one names a thing.
  private func record(
    _ number: Int, _ random: SystemRandom, _ sign: ([UInt8]) throws -> SignedDocument
  ) throws -> EvidenceRecord {
    var leaf: JSONValue = [
      "kind": .string(number == records ? "roster" : number < receipts ? "batch-confirmed" : "shown"),
      "at": JSONValue(Self.start.adding(seconds: Int64(number * 300 % 34_000_000))),
      "salt": JSONValue(base64URL: random.bytes(16)),
    ]
    var openings: [EvidenceOpening] = []
    if number == records {
      leaf["peers"] = []
    } else if number < receipts {
      let receipt = try sign(
        Array("{\"sequence\":\(number),\"digest\":\"\(Base64URL.encode(random.bytes(32)))\"}".utf8))
      leaf["peer"] = "zuid"
      leaf["receipt"] = receipt.json
      leaf["document"] = .string(receipt.documentId.base64URL)
    } else if number.isMultiple(of: 2) {
      let opening = EvidenceOpening(place: 0, key: random.bytes(32), thing: [1] + Array("signal \(number)".utf8))
      leaf["things"] = [JSONValue(base64URL: opening.commitment)]
      openings = [opening]
    }
    return EvidenceRecord(
      id: EvidenceRecordId(instance: Self.instance, index: UInt64(number)), leaf: leaf.bytes, openings: openings)
  }

  private func log(_ leaves: [[UInt8]], _ identity: Ed25519PrivateKey) throws -> EvidenceLog {
    var writer = TiledLogWriter()
    var files: [TilePath: [UInt8]] = [:]
    for file in try writer.append(leaves) + writer.partialFiles { files[file.path] = file.bytes }
    var checkpoint = try SignedCheckpoint(
      Checkpoint(origin: "samenloop/noord/\(Self.instance)", size: writer.size, root: writer.head.root))
    try checkpoint.sign(with: identity)
    return EvidenceLog(instance: Self.instance, checkpoint: checkpoint, rosterCards: []) { [files] path in
      guard let bytes = files[path] else { throw BenchmarkFailure(description: "no file \(path.text)") }
      return bytes
    }
  }
}
