import Glibc
import System

/// What other users of the machine may read of a home. Keys stop the node (``HomeKeys``); of the rest it warns: a region may
/// have its reasons to let a group read a client's certificate.
enum HomePermissions {
  /// Paths in the folders that hold keys, the store and clients' certificates; the folders themselves too.
  static func paths(in home: NodeHome) -> [String] {
    var paths: [String] = []
    for folder in [home.keys, home.store, home.clients] {
      paths.append(folder)
      for name in (Files.names(in: folder) ?? []).sorted() { paths.append("\(folder)/\(name)") }
    }
    return paths.filter(isOpen)
  }

  /// Whether the group or others may do anything with a path.
  private static func isOpen(_ path: String) -> Bool { Files.mode(of: path).map { $0 & 0o077 != 0 } ?? false }

  /// What the log says of them; nil where there are none.
  static func warning(_ home: NodeHome) -> String? {
    let paths = paths(in: home)
    guard !paths.isEmpty else { return nil }
    let shown = paths.prefix(namesShown).joined(separator: ", ")
    let more =
      paths.count > namesShown
      ? pick(" en nog \(paths.count - namesShown)", " and \(paths.count - namesShown) more") : ""
    return pick(
      "anderen kunnen \(shown)\(more) lezen: chmod -R go= \(home.keys) \(home.store) \(home.clients)",
      "others may read \(shown)\(more): chmod -R go= \(home.keys) \(home.store) \(home.clients)")
  }

  private static let namesShown = 5
}
