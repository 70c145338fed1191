import Glibc
import System
import TestSupport
import Testing

/// Whole files and folders, and the errors that name them.
@Suite(.timeLimit(.minutes(30))) struct FilesTests {
  @Test func createdFileIsForItsOwnerAndNeverOverwritten() throws {
    let temporary = try TemporaryDirectory()
    let path = temporary.file("key")
    try Files.create(path, [1, 2, 3])
    #expect(try Files.read(path) == [1, 2, 3])
    #expect(Files.mode(of: path).map { $0 & 0o777 } == 0o600)
    #expect(throws: FileError("make", path, number: EEXIST)) { try Files.create(path, [4]) }
    #expect(try Files.read(path) == [1, 2, 3])
  }

  @Test func replacedFileIsTheNewOneAndLeavesNothingBeside() throws {
    let temporary = try TemporaryDirectory()
    let path = temporary.file("state")
    try Files.create(path + ".new", [9])
    for round in 0..<3 {
      let before = Files.mark(of: path)
      try Files.replace(path, [UInt8](repeating: UInt8(round), count: 70_000 * round))
      #expect(Files.mark(of: path) != before)
    }
    #expect(try Files.read(path) == [UInt8](repeating: 2, count: 140_000))
    #expect(Files.names(in: Files.folder(of: path)) == ["state"])
  }

  @Test func fileOverTheLimitIsRefused() throws {
    let temporary = try TemporaryDirectory()
    let path = temporary.file("long")
    try Files.create(path, [UInt8](repeating: 0, count: 100_000))
    #expect(try Files.read(path, limit: 100_000).count == 100_000)
    #expect(throws: FileError("read", path, number: EFBIG)) { try Files.read(path, limit: 99_999) }
  }

  @Test func errorNamesOperationPathAndReason() {
    let error = FileError("replace", "/a/b", number: ENOSPC)
    #expect(error.description == "cannot replace /a/b: No space left on device")
    #expect(error.isNoSpace && !FileError("fsync", number: ENOSPC, isSync: true).isNoSpace)
    #expect(FileError("fstat", number: EIO).action == "fstat")
    #expect(Files.folder(of: "/a") == "/" && Files.folder(of: "a") == "." && Files.folder(of: "/a/b") == "/a")
  }

  @Test func removedFolderTakesAllThatItHolds() throws {
    let temporary = try TemporaryDirectory()
    let folder = temporary.file("folder")
    try Files.makeFolder(folder)
    try Files.makeFolder(folder + "/inner")
    try Files.create(folder + "/inner/file", [1])
    #expect(Files.mode(of: folder).map { $0 & 0o777 } == 0o700)
    Files.remove(folder)
    #expect(Files.mode(of: folder) == nil && Files.names(in: folder) == nil)
  }

  @Test func directoryLockIsHeldByOneAtATime() throws {
    let temporary = try TemporaryDirectory()
    let folder = temporary.file("folder")
    try Files.makeFolder(folder)
    let isSecond = Monitor(false)
    var first: DirectoryLock? = try DirectoryLock(folder)
    let thread = try #require(
      WorkerThread {
        let second = try? DirectoryLock(folder)
        isSecond.withLock { $0 = second != nil }
      })
    pause(milliseconds: 50)
    #expect(!isSecond.withLock { $0 })
    withExtendedLifetime(first) {}
    first = nil
    thread.join()
    #expect(isSecond.withLock { $0 })
    #expect(throws: FileError("open", folder + "/none", number: ENOENT)) { try DirectoryLock(folder + "/none") }
  }
}
