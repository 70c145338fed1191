import System

/// Which files of a home a backup holds.
enum BackupFiles {
  /// What must never come back, and what is of no use elsewhere. The store is copied apart (`StoreCopy`).
  private static func isLeftOut(_ path: String, _ home: NodeHome) -> Bool {
    let whole = home.path + "/" + path
    // A witness that came back would sign what contradicts what it signed before.
    return path.hasPrefix("keys/" + NodeHome.witnessKeyPrefix)
      || [home.listening, home.restoredMark, home.lastBackup, home.store].contains(whole) || path.hasSuffix(".new")
  }

  /// The paths below the home, sorted, but for those of the store; and what cannot be written into the archive.
  static func list(_ home: NodeHome) -> (paths: [String], unfit: [String]) {
    var (paths, unfit): ([String], [String]) = ([], [])
    func walk(_ folder: String) {
      for name in (Files.names(in: home.path + (folder.isEmpty ? "" : "/" + folder)) ?? []).sorted() {
        let path = folder.isEmpty ? name : folder + "/" + name
        guard !isLeftOut(path, home) else { continue }
        if Files.isFolder(home.path + "/" + path) {
          walk(path)
        } else if BackupArchive.isPath(path) {
          paths.append(path)
        } else {
          unfit.append(path)
        }
      }
    }
    walk("")
    return (paths, unfit)
  }
}
