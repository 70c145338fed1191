import Cryptography
import PeerProtocol
import Region
import TransparencyLog

/// The audit log and the witness of a peer, as its card names them.
///
/// It is looked at under the state's lock for every delivery, so that the keys, which cost a hash each, are made only where
/// something is verified.
struct PeerLog: Sendable {
  /// Whose they are.
  let region: RegionName
  /// The key of the log.
  let identityKey: Ed25519PublicKey
  /// What the card says.
  let log: RegionCard.Log

  /// Nil for the card of a node that has neither.
  init?(_ card: RegionCard) {
    guard let log = card.log else { return nil }
    (region, identityKey, self.log) = (card.region, card.identityKey, log)
  }

  /// The name of the log.
  var origin: String { log.instance.origin(of: region) }

  /// The key of the log: the region's identity key, under the name of the log.
  var key: NoteKey? { try? NoteKey(name: origin, algorithm: .ed25519, publicKey: identityKey) }

  /// The key of the witness.
  var witness: NoteKey? {
    try? NoteKey(name: log.instance.witnessName(of: region), algorithm: .cosignature, publicKey: log.witnessKey)
  }

  /// How the log is named in paths: SHA-256 of its name, in hexadecimal.
  static func pathName(of origin: String) -> String {
    Hexadecimal.text(SHA256.hash(Array(origin.utf8)))
  }
}

extension SignedCheckpoint {
  /// Whether the log signed it.
  func isSigned(by log: PeerLog) -> Bool { log.key.map { isSigned(by: $0) } ?? false }
}

extension RegionState {
  /// The logs of the peers that are accepted and not suspended, by region.
  var peerLogs: [PeerLog] {
    peering.peers.values.filter { $0.status == .accepted && $0.suspension == nil }
      .compactMap { PeerLog($0.facts) }.sorted { $0.region < $1.region }
  }

  /// The logs of all accepted peers, also of those that are suspended.
  var acceptedLogs: [PeerLog] {
    peering.peers.values.filter { $0.status == .accepted }.compactMap { PeerLog($0.facts) }
  }

  /// The log of one such peer.
  func peerLog(_ region: RegionName) -> PeerLog? {
    guard let peer = peering.peers[region], peer.status == .accepted, peer.suspension == nil else { return nil }
    return PeerLog(peer.facts)
  }
}
