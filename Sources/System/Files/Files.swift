import Glibc

/// Whole files and folders: read, made durable, replaced, listed, removed.
package enum Files {
  private static let disk = LocalFileSystem()

  /// The whole of a file, which may not be longer than `limit` bytes.
  package static func read(_ path: String, limit: Int = 1 << 20) throws(FileError) -> [UInt8] {
    let reader = try FileReader(path)
    var bytes: [UInt8] = []
    while true {
      let piece = try reader.read(upTo: 65_536)
      if piece.isEmpty { return bytes }
      bytes += piece
      guard bytes.count <= limit else { throw FileError("read", path, number: EFBIG) }
    }
  }

  /// Makes a file that was not there, and does not return before it is on the disk.
  package static func create(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o600) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw FileError("make", path) }
    defer { _ = close(descriptor) }
    do throws(FileError) {
      try fill(descriptor, path, bytes, mode)
    } catch {
      // A part of a file is worse than none: a second attempt would find it there.
      _ = unlink(path)
      throw error
    }
  }

  private static func fill(
    _ descriptor: Int32, _ path: String, _ bytes: [UInt8], _ mode: mode_t
  ) throws(FileError) {
    // The umask may have taken bits away; it must not have, and cannot add any.
    guard fchmod(descriptor, mode) == 0 else { throw FileError("set the mode of", path) }
    do throws(FileError) {
      try disk.write(bytes, to: descriptor, at: 0)
    } catch { throw FileError("write", path, number: error.number) }
    guard fsync(descriptor) == 0 else { throw FileError("write", path) }
  }

  /// Replaces a file as a whole: a reader sees the old one or the new one. It does not return before the new
  /// one is on the disk under its name.
  package static func replace(_ path: String, _ bytes: [UInt8]) throws(FileError) { try replace([(path, bytes)]) }

  /// Replaces files, each as a whole and one after another. It does not return before all of them are on the disk under
  /// their names, and waits for each folder once.
  package static func replace(_ files: [(path: String, bytes: [UInt8])]) throws(FileError) {
    var folders: Set<String> = []
    for (path, bytes) in files {
      let aside = path + ".new"
      _ = unlink(aside)
      try create(aside, bytes)
      guard rename(aside, path) == 0 else {
        let error = FileError("replace", path)
        _ = unlink(aside)
        throw error
      }
      folders.insert(folder(of: path))
    }
    for folder in folders.sorted() { try synchronizeFolder(folder) }
  }

  /// The folder that holds a file.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes a folder that only its owner may enter.
  package static func makeFolder(_ path: String) throws(FileError) {
    guard mkdir(path, 0o700) == 0 else { throw FileError("make", path) }
    guard chmod(path, 0o700) == 0 else { throw FileError("set the mode of", path) }
  }

  /// Makes a folder and those above it, as far as they are not there.
  package static func makeFolders(_ path: String) throws(FileError) {
    guard mode(of: path) == nil else { return }
    try makeFolders(folder(of: path))
    do throws(FileError) {
      try makeFolder(path)
    } catch {
      // Another thread may have made it meanwhile.
      guard error.number == EEXIST else { throw error }
      return
    }
    try synchronizeFolder(folder(of: path))
  }

  /// Waits until the entries of a folder are on the disk.
  package static func synchronizeFolder(_ path: String) throws(FileError) {
    do throws(FileError) {
      try disk.syncDirectory(path)
    } catch { throw FileError(error.isSync ? "write" : "open", path, number: error.number, isSync: error.isSync) }
  }

  /// Permission bits and kind, or nil where nothing is there.
  package static func mode(of path: String) -> UInt32? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    return info.st_mode
  }

  /// Whether it is a folder, or a link to one.
  package static func isFolder(_ path: String) -> Bool { mode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false }

  /// Whether it is a plain file, or a link to one.
  package static func isFile(_ path: String) -> Bool { mode(of: path).map { $0 & S_IFMT == S_IFREG } ?? false }

  /// Whether another file system, or a part of one, is mounted at a path: nothing can be moved into its place.
  package static func isMountPoint(_ path: String) -> Bool {
    guard let place = realPath(path), let table = try? read("/proc/self/mountinfo", limit: 1 << 24) else {
      return false
    }
    // Blanks and backslashes in a path stand there as octal digits.
    let written = place.utf8.reduce(into: [UInt8]()) { text, byte in
      switch byte {
      case 0x09: text += Array("\\011".utf8)
      case 0x0A: text += Array("\\012".utf8)
      case 0x20: text += Array("\\040".utf8)
      case 0x5C: text += Array("\\134".utf8)
      default: text.append(byte)
      }
    }
    return table.split(separator: 0x0A).contains { line in
      line.split(separator: 0x20, maxSplits: 5).dropFirst(4).first.map { $0.elementsEqual(written) } ?? false
    }
  }

  /// The folder's one path, without links; nil where it is not there.
  package static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// By which one sees that a file was changed or exchanged.
  package struct Mark: Equatable, Sendable {
    var device: UInt
    var inode: UInt
    var size: Int
    /// When it was last changed, in seconds since 1970.
    package var seconds: Int
    /// And the part of a second.
    package var nanoseconds: Int
  }

  /// What a file looks like now; nil where it is not there.
  package static func mark(of path: String) -> Mark? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    return Mark(
      device: UInt(info.st_dev), inode: UInt(info.st_ino), size: Int(info.st_size), seconds: info.st_mtim.tv_sec,
      nanoseconds: info.st_mtim.tv_nsec)
  }

  /// The names in a folder, nil where it is none or cannot be read.
  package static func names(in path: String) -> [String]? {
    try? disk.names(in: path)
  }

  /// Removes a file or a folder with all it holds; what cannot be removed stays.
  package static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    // Never through a link.
    var info = stat()
    guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { return }
    for name in names(in: path) ?? [] { remove(path + "/" + name) }
    _ = rmdir(path)
  }
}
