import Cryptography
import PeerProtocol
import TestSupport
import Testing
import TransparencyLog

@testable import Evidence

/// A region with a log of made-up entries, and peers that cosign it: the same in every run.
struct MadeUpRegion {
  /// Another region, with its witness.
  struct Peer {
    var name: RegionName
    var identity: Ed25519PrivateKey
    var witness: Ed25519PrivateKey
    var instance: String

    var witnessName: String { "samenloop/\(name.text)/\(instance)/witness" }

    var card: SignedDocument {
      get throws {
        try SignedDocument.sign(
          payload: RegionCard(
            region: name, name: name.text, endpoint: "https://\(name.text).example:8443",
            identityKey: identity.publicKey, tlsKeys: [[UInt8](repeating: 7, count: 32)], environment: .training,
            operatorContact: nil, privacyOfficer: nil, version: 1, issuedAt: MadeUpRegion.start
          ).json.adding(
            "log", ["instance": .string(instance), "witnessKey": EvidenceKeys.jwk(witness.publicKey)]
          ).bytes,
          type: .card, key: identity)
      }
    }
  }

  static let start = Timestamp(seconds: 1_780_000_000)
  static let day = CalendarDate(start)
  static let scope = EvidenceScope(from: day, until: CalendarDate(daysSince1970: Int(day.daysSince1970) + 40))

  let name: RegionName
  let identity: Ed25519PrivateKey
  var instance = "00112233445566aa"
  let peers: [Peer]
  private(set) var leaves: [[UInt8]] = []
  private(set) var openings: [Int: [EvidenceOpening]] = [:]
  private(set) var agreement: SignedDocument
  private let random: SeededRandom

  /// A log of `entries` entries before the roster, of which the first `receipts` are batches that the first peer
  /// countersigned. Every fifth of the others has a commitment whose thing was erased.
  init(entries: Int = 4, receipts: Int = 1, peers: Int = 2, seed: UInt64 = 1) throws {
    let random = SeededRandom(seed: seed)
    self.random = random
    func key() throws -> Ed25519PrivateKey { try Ed25519PrivateKey(seed: random.bytes(32)) }
    name = try #require(RegionName("nhn"))
    identity = try key()
    self.peers = try ["drenthe", "gooi", "twente"].prefix(peers).enumerated().map { number, name in
      Peer(
        name: try #require(RegionName(name)), identity: try key(), witness: try key(),
        instance: "aabbccddeeff001\(number)")
    }
    agreement = try SignedDocument.sign(
      payload: Array("{\"parties\":[\"drenthe\",\"nhn\"]}".utf8), type: .agreement, key: identity)
    try agreement.addSignature(type: .agreement, key: self.peers[0].identity)
    for number in 0..<entries {
      try add(number, receipt: number < receipts, isErased: number >= receipts && number.isMultiple(of: 5))
    }
    leaves.append(roster)
  }

  private mutating func add(_ number: Int, receipt: Bool, isErased: Bool) throws {
    var leaf: JSONValue = [
      "kind": .string(receipt ? "batch-confirmed" : number.isMultiple(of: 2) ? "match-proven" : "peer-resumed"),
      "at": JSONValue(Self.start.adding(seconds: Int64(number * 30))),
      "peer": .string(peers[number % peers.count].name.text), "salt": JSONValue(base64URL: random.bytes(16)),
    ]
    let opening = EvidenceOpening(
      place: 0, key: random.bytes(32), thing: [1] + Array("signal \(number)".utf8))
    leaf["things"] = [JSONValue(base64URL: opening.commitment)]
    if !isErased { openings[number] = [opening] }
    if receipt {
      var document = try SignedDocument.sign(
        payload: Array("{\"sequence\":\(number)}".utf8), type: .receipt, key: identity)
      try document.addSignature(type: .receipt, key: peers[0].identity)
      leaf["receipt"] = document.json
      leaf["document"] = .string(document.documentId.base64URL)
      leaf["agreement"] = .string(agreement.documentId.base64URL)
      leaf["peer"] = .string(peers[0].name.text)
    }
    leaves.append(leaf.bytes)
  }

  private var roster: [UInt8] {
    let at = Self.start.adding(seconds: Int64(leaves.count * 30))
    return JSONValue(present: [
      "kind": "roster", "at": JSONValue(at), "salt": JSONValue(base64URL: random.bytes(16)),
      "peers": .array(
        peers.map { peer in
          [
            "region": .string(peer.name.text), "identityKey": .string(peer.identity.publicKey.thumbprint.base64URL),
            "witnessKey": JSONValue(base64URL: peer.witness.publicKey.bytes),
          ]
        }),
    ]).bytes
  }

  /// Adds entries and another roster.
  mutating func grow(by entries: Int) throws {
    let start = leaves.count
    for number in start..<start + entries { try add(number, receipt: false, isErased: false) }
    leaves.append(roster)
  }

  /// Changes an entry that stands in the log, as only the owner of the log can.
  mutating func rewrite(_ index: Int, _ change: (inout JSONValue) -> Void) throws {
    var leaf = try JSONValue(parsing: leaves[index])
    change(&leaf)
    leaves[index] = leaf.bytes
  }

  /// Removes an entry from the log.
  mutating func remove(_ index: Int) {
    leaves.remove(at: index)
    openings = Dictionary(
      uniqueKeysWithValues: openings.compactMap { key, value in
        key == index ? nil : (key > index ? key - 1 : key, value)
      })
  }

  /// The log with its checkpoint, cosigned by these peers.
  func log(cosignedBy cosigners: [Int] = [0, 1]) throws -> EvidenceLog {
    var writer = TiledLogWriter()
    var files: [String: [UInt8]] = [:]
    for file in try writer.append(leaves) + writer.partialFiles { files[file.path.text] = file.bytes }
    var checkpoint = try SignedCheckpoint(
      Checkpoint(origin: "samenloop/\(name.text)/\(instance)", size: writer.size, root: writer.head.root))
    try checkpoint.sign(with: identity)
    for number in cosigners {
      try checkpoint.cosign(
        as: peers[number].witnessName, with: peers[number].witness, at: Self.start.seconds + 3_600)
    }
    let cards = try peers.map { try $0.card }
    return EvidenceLog(instance: instance, checkpoint: checkpoint, rosterCards: cards) { [files] path in
      guard let bytes = files[path.text] else { throw TileError.wrongTileLength(path) }
      return bytes
    }
  }

  /// What an export holds.
  func contents(_ scope: EvidenceScope = scope, cosignedBy cosigners: [Int] = [0, 1]) throws -> EvidenceContents {
    let records = try leaves.enumerated().compactMap { number, leaf -> EvidenceRecord? in
      guard scope.contains(try JSONValue(parsing: leaf)) else { return nil }
      return EvidenceRecord(
        id: EvidenceRecordId(instance: instance, index: UInt64(number)), leaf: leaf, openings: openings[number] ?? [])
    }
    return EvidenceContents(
      region: name, identityKey: identity, scope: scope, madeAt: Self.start.adding(days: 41),
      logs: [try log(cosignedBy: cosigners)], records: records, later: 0, agreements: [agreement],
      peerCards: try peers.map { try $0.card })
  }

  /// The bytes of an export.
  func archive(_ scope: EvidenceScope = scope, cosignedBy cosigners: [Int] = [0, 1]) throws -> [UInt8] {
    try Self.archive(contents(scope, cosignedBy: cosigners))
  }

  static func archive(_ contents: EvidenceContents) throws -> [UInt8] {
    var export = try EvidenceExport(contents)
    var bytes: [UInt8] = []
    while let piece = try export.next() { bytes += piece }
    return bytes
  }

  /// A verifier that trusts these peers.
  func verifier(trusting numbers: [Int] = [0]) throws -> EvidenceVerifier {
    var trusted = TrustedKeys()
    for number in numbers { try trusted.add(file: peers[number].card.json.bytes) }
    return EvidenceVerifier(trusted: trusted)
  }
}

extension JSONValue {
  /// An object with another member.
  func adding(_ name: String, _ value: JSONValue) -> JSONValue {
    var object = self
    object[name] = value
    return object
  }
}

/// An archive taken apart, to be changed and put together, by somebody who has the region's key or by somebody else.
struct Forgery {
  var files: [(path: String, bytes: [UInt8])]

  init(_ archive: [UInt8]) throws {
    let opened = try TarArchive(parsing: archive)
    files = opened.paths.map { ($0, opened[$0] ?? []) }
  }

  subscript(path: String) -> [UInt8] {
    get { files.first { $0.path == path }?.bytes ?? [] }
    set {
      guard let place = files.firstIndex(where: { $0.path == path }) else { return files.append((path, newValue)) }
      files[place].bytes = newValue
    }
  }

  mutating func remove(_ path: String) { files.removeAll { $0.path == path } }

  /// The archive with the manifest as it is.
  var archive: [UInt8] {
    get throws { try files.flatMap { try TarArchive.encode(path: $0.path, $0.bytes) } + TarArchive.end }
  }

  /// The archive with a manifest that fits, signed with `key`.
  func signed(with key: Ed25519PrivateKey, _ change: (inout EvidenceManifest) -> Void = { _ in }) throws -> [UInt8] {
    var forged = self
    var manifest = try EvidenceVerifier.manifest(self[EvidencePath.manifest])
    forged.remove(EvidencePath.manifest)
    manifest.files = forged.files.map {
      EvidenceManifest.File(path: $0.path, length: $0.bytes.count, digest: SHA256.hash($0.bytes))
    }
    change(&manifest)
    forged[EvidencePath.manifest] = try manifest.signed(with: key)
    return try forged.archive
  }
}
