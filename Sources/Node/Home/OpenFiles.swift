import Glibc
import System

/// What other users of the machine may read of a home. Keys stop the node (``HomeKeys``); of the rest it warns: a region may
/// have its reasons to let a group read a client's certificate.
enum OpenFiles {
  /// Paths in the folders that hold keys, the store and clients' certificates; the folders themselves too.
  static func paths(in home: NodeHome) -> [String] {
    [home.keys, home.store, home.clients].flatMap { folder in
      [folder] + (Files.names(in: folder) ?? []).sorted().map { folder + "/" + $0 }
    }.filter { Files.mode(of: $0).map { $0 & 0o077 != 0 } ?? false }
  }

  /// What the log says of them; nil where there are none.
  static func warning(_ home: NodeHome) -> String? {
    let paths = paths(in: home)
    guard !paths.isEmpty else { return nil }
    let shown = paths.prefix(namesShown).joined(separator: ", ")
    let more = paths.count > namesShown ? " and \(paths.count - namesShown) more" : ""
    return "others may read \(shown)\(more): chmod -R go= \(home.keys) \(home.store) \(home.clients)"
  }

  private static let namesShown = 5
}
