import Cryptography
import PeerProtocol
import TransparencyLog

/// The peers whose cosignatures count on a checkpoint: the last entry under it (Schemas/peer-protocol.md, section 7).
struct LogRoster: Sendable {
  /// A peer in it.
  struct Peer: Sendable {
    var region: RegionName
    /// The thumbprint of its identity key.
    var identity: KeyThumbprint
    var witnessKey: Ed25519PublicKey
  }

  /// A peer whose card says that the key is its witness's.
  struct Witness: Sendable {
    var region: RegionName
    var identity: Ed25519PublicKey
    var key: NoteKey
  }

  private static let kind = "roster"
  let peers: [Peer]

  /// Reads the leaf of an entry; nil where it is no roster.
  init?(leaf: [UInt8]) {
    guard let entry = try? JSONValue(parsing: leaf), entry["kind"]?.stringValue == Self.kind,
      let peers = entry["peers"]?.arrayValue
    else { return nil }
    var read: [Peer] = []
    for peer in peers {
      guard let region = peer["region"]?.stringValue.flatMap({ RegionName($0) }),
        let identity = peer["identityKey"]?.stringValue.flatMap({ KeyThumbprint(base64URL: $0) }),
        let bytes = peer["witnessKey"]?.stringValue.flatMap(Base64URL.decode),
        let key = try? Ed25519PublicKey(bytes: bytes)
      else { return nil }
      read.append(Peer(region: region, identity: identity, witnessKey: key))
    }
    self.peers = read
  }

  /// How many cosignatures make a checkpoint witnessed: more than half.
  var majority: Int { peers.count / 2 + 1 }

  /// The witness of a peer, as its card says; nil where the card is of another, is not signed by that identity key, or
  /// names another witness.
  static func witness(of peer: Peer, card: SignedDocument) -> Witness? {
    guard let json = try? JSONValue(parsing: card.payload), json["region"]?.stringValue == peer.region.text,
      let identity = json["identityKey"].flatMap({ EvidenceKeys.key(jwk: $0) }), identity.thumbprint == peer.identity,
      let instance = json["log"]?["instance"]?.stringValue,
      let key = json["log"]?["witnessKey"].flatMap({ EvidenceKeys.key(jwk: $0) }), key == peer.witnessKey,
      key != identity, (try? card.verify(type: .card, signers: [identity])) != nil,
      let noteKey = try? NoteKey(
        name: "samenloop/\(peer.region.text)/\(instance)/witness", algorithm: .cosignature, publicKey: key)
    else { return nil }
    return Witness(region: peer.region, identity: identity, key: noteKey)
  }

  /// The policy by which other programs judge the checkpoint: the log, its witnesses, and how many are needed.
  func policy(log: NoteKey, witnesses: [Witness]) throws(NoteError) -> TrustPolicy {
    var members: [TrustPolicy.Witness] = []
    for witness in witnesses where !members.contains(where: { $0.key.publicKey == witness.key.publicKey }) {
      members.append(TrustPolicy.Witness(name: witness.region.text, key: witness.key))
    }
    // Without enough cards nothing can be asked of others.
    guard members.count >= majority, !peers.isEmpty else {
      return try TrustPolicy(logs: [TrustPolicy.Log(key: log)], witnesses: members, quorum: nil)
    }
    let group = TrustPolicy.Group(name: Self.group, threshold: majority, members: members.map(\.name))
    return try TrustPolicy(
      logs: [TrustPolicy.Log(key: log)], witnesses: members, groups: [group], quorum: Self.group)
  }

  /// No region has a name in capital letters.
  private static let group = "MAJORITY"
}
