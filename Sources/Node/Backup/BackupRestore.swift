package import Age
import Cryptography
import Glibc
import Journal
import System

/// Puts a home back from a backup: all of it, or nothing.
package struct BackupRestore {
  private let file: String
  private let identities: [AgeIdentity]

  /// A backup, and what may open it.
  package init(_ file: String, openedBy identities: [AgeIdentity]) { (self.file, self.identities) = (file, identities) }

  /// Makes the home beside its place, opens what it holds, and moves it there as one step. The node then starts as one that
  /// was restored (``NodeHome/restoredMark``). A home that is there stays as it is.
  package func restore(to home: NodeHome) throws(NodeFailure) -> BackupManifest {
    if Files.mode(of: home.path) != nil, Files.names(in: home.path)?.isEmpty != true {
      throw NodeFailure(
        .configuration,
        "\(home.path) exists and is not empty; a restore never overwrites a home: move it away first, or choose another --home",
        code: "home-exists")
    }
    // Else only the last step would fail, with a reason that tells nobody what to do.
    guard !Files.isMountPoint(home.path) else {
      throw NodeFailure(
        .configuration,
        "\(home.path) is a mount point, whose place nothing can take: choose a folder in it, such as --home \(home.path)/home",
        code: "home-is-mount-point")
    }
    let aside = NodeHome(path: home.path + ".restore-\(getpid())")
    do { try Files.makeFolder(aside.path) } catch {
      throw NodeFailure(
        .configuration, "\(error): a restore makes the home beside its place, so write where \(home.path) will lie")
    }
    do {
      let manifest = try fill(aside)
      do { try check(aside) } catch { throw unfit(error, aside) }
      guard rename(aside.path, home.path) == 0 else { throw FileError("make", home.path) }
      try Files.synchronizeFolder(Files.folder(of: home.path))
      return manifest
    } catch {
      Files.remove(aside.path)
      var failure = Backup.failure(error, aside, file)
      // The folder is gone: whoever reads this knows the home only.
      failure.detail = failure.detail.replacing(aside.path, with: home.path)
      throw failure
    }
  }

  /// Why what the backup held is no home that a node starts from. Its files are named as the backup has them.
  private func unfit(_ error: any Error, _ aside: NodeHome) -> NodeFailure {
    var failure = Backup.failure(error, aside, file)
    let reason = failure.detail.replacing(aside.path + "/", with: "").replacing(aside.path, with: "the home")
    failure.detail =
      "\(file) holds no home from which a node starts: \(reason). Nothing was restored: take another backup"
    return failure
  }

  /// What restores (and the making of a home) that were broken off left beside a home, with keys in it. Those of a process
  /// that still runs are left out.
  package static func leftovers(of home: NodeHome) -> [String] {
    let folder = Files.folder(of: home.path)
    let name = String(home.path.split(separator: "/").last ?? "")
    return (Files.names(in: folder) ?? []).filter { other in
      [".restore-", ".init-"].contains { start in
        guard other.hasPrefix(name + start), let pid = Int32(other.dropFirst(name.count + start.count)) else {
          return false
        }
        let program = try? Files.read("/proc/\(pid)/comm", limit: 64)
        return pid != getpid() && program?.starts(with: Array("samenloop".utf8)) != true
      }
    }.sorted().map { folder + "/" + $0 }
  }

  private func fill(_ home: NodeHome) throws -> BackupManifest {
    // First, so that a folder that is left after a power cut is no home of an ordinary node.
    try Files.create(home.restoredMark, [])
    let output = OpenOutput()
    var folders: Set<String> = [home.path]
    let manifest = try BackupReader(file, openedBy: identities).read { path, piece, isFirst in
      if isFirst {
        let whole = home.path + "/" + path
        let folder = Files.folder(of: whole)
        if folders.insert(folder).inserted { try Files.makeFolders(folder) }
        try output.begin(whole)
      }
      try output.write(piece)
    }
    try output.end()
    for folder in folders { try Files.synchronizeFolder(folder) }
    return manifest
  }

  /// What came back must be a home that a node starts from.
  private func check(_ home: NodeHome) throws {
    let configuration = try home.readConfiguration()
    let keys = try HomeKeys.read(from: home)
    _ = try StoreOrigin(configuration, keys).isWritten(in: home)
    _ = try StoreCopy(directory: home.store, key: keys.storageKey)
  }

  /// The file that is being written, durable before the next one begins.
  private final class OpenOutput {
    private let disk = LocalFileSystem()
    private var file: Int32?
    private var length = 0

    deinit { if let file { disk.close(file) } }

    func begin(_ path: String) throws(FileError) {
      try end()
      file = try disk.create(path)
      length = 0
    }

    func write(_ bytes: [UInt8]) throws(FileError) {
      guard let file, !bytes.isEmpty else { return }
      try disk.write(bytes, to: file, at: length)
      length += bytes.count
    }

    func end() throws(FileError) {
      guard let file else { return }
      try disk.syncData(file)
      disk.close(file)
      self.file = nil
    }
  }
}
