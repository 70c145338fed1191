package import System
package import Transport

/// The newest revocation list of each authority that this node ever read: HOME/trust/revocation-lists.pem. An authority
/// that had a list does not lose it because a file no longer names it, nor by a restart.
package struct KeptRevocationLists: Sendable {
  /// Bytes of the file: as many as of the file that the operator keeps.
  private static let limit = TrustKeeper.listBytes

  package let path: String
  private let folder: String

  package init(of home: NodeHome) { (path, folder) = (home.keptRevocationLists, home.trust) }

  /// What is kept; nothing where there is no file yet.
  package func read() throws(NodeFailure) -> RevocationLists {
    guard Files.mode(of: path) != nil else { return RevocationLists() }
    do {
      return try RevocationLists(pem: try Files.read(path, limit: Self.limit))
    } catch {
      throw NodeFailure(
        .configuration,
        "\(path), which the node keeps itself, cannot be read (\(error)): restore it from a backup; without one remove it, once "
          + "the file of revocationLists has the list of every authority")
    }
  }

  /// On the disk before it returns.
  package func write(_ lists: RevocationLists) throws(FileError) {
    if lists.isEmpty {
      Files.remove(path)
      return
    }
    if Files.mode(of: folder) == nil { try Files.makeFolder(folder) }
    try Files.replace(path, lists.pem)
  }
}
