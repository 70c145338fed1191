import Glibc
package import LocalAPI

/// Where a node keeps what it has: the paths below its home.
package struct NodeHome: Sendable {
  /// The folder, as it was given.
  package let path: String

  /// The home that a command means: `--home`, else `$SAMENLOOP_HOME`, else `./samenloop-home`.
  package static func chosen(by option: String?) -> NodeHome {
    if let option { return NodeHome(path: option) }
    if let variable = getenv("SAMENLOOP_HOME"), variable.pointee != 0 {
      return NodeHome(path: String(cString: variable))
    }
    return NodeHome(path: "samenloop-home")
  }

  package init(path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  package var configuration: String { path + "/node.json" }
  /// Terms of an agreement to begin with, which `init` writes for people; the node does not read them.
  package var terms: String { path + "/terms.txt" }
  package var keys: String { path + "/keys" }
  package var store: String { path + "/store" }
  /// What the store was made with.
  package var storeOrigin: String { store + "/made-with.json" }
  package var audit: String { path + "/audit" }
  package var clients: String { path + "/clients" }
  /// What the node remembers of whom it trusts.
  package var trust: String { path + "/trust" }
  /// The newest revocation list of each authority that was ever read.
  package var keptRevocationLists: String { trust + "/revocation-lists.pem" }
  /// Where the running node tells its own commands on which ports it listens.
  package var listening: String { path + "/listening.json" }
  /// Says that the home was put back from a backup; `serve` takes notice and removes it.
  package var restoredMark: String { path + "/restored" }
  /// When the last backup was made: no file of a backup itself.
  package var lastBackup: String { path + "/last-backup.json" }
  /// The certificate by which clients know this node's local listener.
  package var authority: String { clients + "/authority.pem" }

  /// Which certificates of the local listener count no longer.
  package var revokedCredentials: String { clients + "/revoked.json" }

  /// The names that certificates were made for.
  package var issuedNames: String { clients + "/issued.json" }

  /// The certificate and key that `init` made for a role.
  package func credential(of role: Role) -> String { clients + "/" + role.rawValue + ".pem" }

  /// A key that is about to take the place of the peer listener's, while peers learn of it.
  package var nextTLSKey: String { keys + "/tls-next.key" }

  /// The certificate of that key, with the intermediate ones behind it.
  package var nextTLSCertificate: String { keys + "/tls-next.pem" }

  /// The storage key that takes the place of the present one, while the store is sealed under it file by file.
  package var nextStorageKey: String { keys + "/storage-next.key" }

  /// How the file of a witness's key begins; the id of the log's instance follows.
  static let witnessKeyPrefix = "witness-"

  /// The private key by which this node cosigns others' logs during an instance of its own: 32 bytes, in no backup.
  package func witnessKey(of instance: String) -> String { keys + "/" + Self.witnessKeyPrefix + instance + ".key" }

  /// A key file of the home.
  package func key(_ file: KeyFile) -> String { keys + "/" + file.rawValue }

  /// A path from the configuration: those that do not begin with / are below the home.
  package func resolve(_ file: String) -> String { file.hasPrefix("/") ? file : path + "/" + file }
}

/// The files of HOME/keys.
package enum KeyFile: String, CaseIterable, Sendable {
  /// Ed25519 seed, 32 bytes: signs what the region agrees to.
  case identity = "identity.key"
  /// The peer listener's P-256 key and certificate.
  case tlsKey = "tls.key"
  case tlsCertificate = "tls.pem"
  /// 32 bytes behind every pseudonym: without it no signal of before is found again.
  case pseudonymSecret = "pseudonym.secret"
  /// 32 bytes that seal the journal.
  case storageKey = "storage.key"
  /// The authority that issues certificates for the local listener and its clients.
  case authorityKey = "authority.key"
  case authorityCertificate = "authority.pem"
  /// The local listener's key and certificate.
  case localKey = "local.key"
  case localCertificate = "local.pem"

  /// The exact length, for those that are bare bytes.
  package var length: Int? {
    switch self {
    case .identity, .pseudonymSecret, .storageKey: 32
    default: nil
    }
  }
}
