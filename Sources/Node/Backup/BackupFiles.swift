import Glibc
import System

/// Which files of a home a backup holds.
enum BackupFiles {
  /// Where files go while one looks: a partial tile of the audit log, once a wider one is there.
  static let audit = "audit/"

  /// The path of ``NodeHome/restoredMark`` below the home.
  static let restoredMark = "restored"

  /// What must never come back, and what is of no use elsewhere. The store is copied apart (`StoreCopy`).
  private static func isLeftOut(_ path: String, _ home: NodeHome) -> Bool {
    let whole = home.path + "/" + path
    // A witness that came back would sign what contradicts what it signed before.
    return path.hasPrefix("keys/" + NodeHome.witnessKeyPrefix)
      || [home.listening, home.restoredMark, home.lastBackup, home.store].contains(whole) || path.hasSuffix(".new")
  }

  /// The paths of plain files below a folder of the home, sorted, but for those of the store; and what cannot be in the
  /// archive. Throws where a folder cannot be read: what is in it would be missing without a word.
  static func list(_ home: NodeHome, below folder: String = "") throws(FileError) -> (paths: [String], unfit: [String])
  {
    var (paths, unfit): ([String], [String]) = ([], [])
    let names: [String]
    do {
      names = try LocalFileSystem().names(in: home.path + (folder.isEmpty ? "" : "/" + folder))
    } catch {
      // As a path it is missed when it is read, and what took its place is looked for.
      guard error.number == ENOENT, folder.hasPrefix(audit) else { throw error }
      return ([folder], [])
    }
    for name in names.sorted() {
      let path = folder.isEmpty ? name : folder + "/" + name
      guard !isLeftOut(path, home) else { continue }
      if Files.isFolder(home.path + "/" + path) {
        let below = try list(home, below: path)
        paths += below.paths
        unfit += below.unfit
      } else if BackupArchive.isPath(path), Files.isFile(home.path + "/" + path) || path.hasPrefix(audit) {
        paths.append(path)
      } else {
        unfit.append(path)
      }
    }
    return (paths, unfit)
  }
}
