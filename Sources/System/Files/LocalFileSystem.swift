import Glibc

/// The operating system's files.
package struct LocalFileSystem: FileSystem {
  /// The files of this machine.
  package init() {}

  package func makeDirectory(_ path: String) throws(FileError) {
    if mkdir(path, 0o700) == 0 {
      let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
      try syncDirectory(Files.folder(of: trimmed))
    } else if errno != EEXIST {
      throw FileError("mkdir", path)
    }
  }

  package func names(in directory: String) throws(FileError) -> [String] {
    guard let stream = opendir(directory) else { throw FileError("opendir", directory) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw FileError("readdir", directory) }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  package func create(_ path: String) throws(FileError) -> Int32 {
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw FileError("create", path) }
    return file
  }

  package func open(_ path: String) throws(FileError) -> Int32 {
    let file = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { throw FileError("open", path) }
    return file
  }

  package func close(_ file: Int32) { _ = Glibc.close(file) }

  package func size(of file: Int32) throws(FileError) -> Int {
    var status = stat()
    guard fstat(file, &status) == 0 else { throw FileError("fstat") }
    return Int(status.st_size)
  }

  package func read(_ file: Int32, count: Int, at offset: Int) throws(FileError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
      while filled < count {
        let got = pread(file, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
        if got > 0 {
          filled += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          failure = errno
          break
        }
      }
    }
    guard failure == 0 else { throw FileError("pread", number: failure) }
    return bytes
  }

  package func write(_ bytes: [UInt8], to file: Int32, at offset: Int) throws(FileError) {
    let failure = bytes.withUnsafeBytes { buffer -> Int32 in
      var written = 0
      while written < buffer.count {
        let start = buffer.baseAddress?.advanced(by: written)
        let count = pwrite(file, start, buffer.count - written, off_t(offset + written))
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    guard failure == 0 else { throw FileError("pwrite", number: failure) }
  }

  // Never repeated after a failure: the kernel forgets which pages it could not write.
  package func syncData(_ file: Int32) throws(FileError) {
    guard fdatasync(file) == 0 else { throw FileError("fdatasync", isSync: true) }
  }

  package func syncDirectory(_ path: String) throws(FileError) {
    let directory = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw FileError("open", path) }
    defer { _ = Glibc.close(directory) }
    guard fsync(directory) == 0 else { throw FileError("fsync", path, isSync: true) }
  }

  package func rename(_ path: String, to newPath: String) throws(FileError) {
    guard Glibc.rename(path, newPath) == 0 else { throw FileError("rename", path) }
  }

  package func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw FileError("unlink", path) }
  }

  package func removeDirectory(_ path: String) throws(FileError) {
    guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("rmdir", path) }
  }

  package func lock(_ path: String) throws(FileError) -> LockOutcome {
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw FileError("open", path) }
    var keep = false
    defer { if !keep { close(file) } }
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { throw FileError("flock", path) }
      let text = String(decoding: try read(file, count: 16, at: 0), as: UTF8.self)
      return .inUse(pid: Int32(text.prefix { $0.isNumber }) ?? 0)
    }
    guard ftruncate(file, 0) == 0 else { throw FileError("ftruncate", path) }
    try write([UInt8]("\(getpid())\n".utf8), to: file, at: 0)
    keep = true
    return .held(file)
  }
}
