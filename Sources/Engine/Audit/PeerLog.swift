import Cryptography
import PeerProtocol
import Region
import TransparencyLog

/// The audit log and the witness of a peer, as its card names them.
struct PeerLog: Sendable {
  /// Whose they are.
  let region: RegionName
  /// The key of the log: the region's identity key, under the name of the log.
  let key: NoteKey
  /// The key of the witness.
  let witness: NoteKey
  /// What the card says.
  let log: RegionCard.Log

  /// Nil for the card of a node that has neither, or whose keys cannot be used.
  init?(_ card: RegionCard) {
    guard let log = card.log else { return nil }
    self.init(region: card.region, identityKey: card.identityKey, log)
  }

  /// The log `log` of a region with this identity key.
  init?(region: RegionName, identityKey: Ed25519PublicKey, _ log: RegionCard.Log) {
    guard
      let key = try? NoteKey(
        name: log.instance.origin(of: region), algorithm: .ed25519, publicKey: identityKey),
      let witness = try? NoteKey(
        name: log.instance.witnessName(of: region), algorithm: .cosignature, publicKey: log.witnessKey)
    else { return nil }
    (self.region, self.key, self.witness, self.log) = (region, key, witness, log)
  }

  /// The name of the log.
  var origin: String { key.name }

  /// How the log is named in paths: SHA-256 of its name, in hexadecimal.
  static func pathName(of origin: String) -> String {
    Hexadecimal.text(SHA256.hash(Array(origin.utf8)))
  }
}

extension RegionState {
  /// The logs of the peers that are accepted and not suspended, by region.
  var peerLogs: [PeerLog] {
    peering.peers.values.filter { $0.status == .accepted && $0.suspension == nil }
      .compactMap { PeerLog($0.facts) }.sorted { $0.region < $1.region }
  }
}
