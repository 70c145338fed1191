/// The file operations of a store, so that tests can fail, cut or lose every one of them.
package protocol FileSystem: Sendable {
  /// Makes `path` with mode 0700 unless it is there, and makes its name durable.
  func makeDirectory(_ path: String) throws(FileError)
  /// The names in a directory, in no particular order.
  func names(in directory: String) throws(FileError) -> [String]
  /// A new, empty file with mode 0600, in place of an older one.
  func create(_ path: String) throws(FileError) -> Int32
  /// An existing file, to read and write.
  func open(_ path: String) throws(FileError) -> Int32
  func close(_ file: Int32)
  func size(of file: Int32) throws(FileError) -> Int
  /// `count` bytes from `offset`, fewer only at the end of the file.
  func read(_ file: Int32, count: Int, at offset: Int) throws(FileError) -> [UInt8]
  /// All of `bytes` at `offset`; after an error any part of them may be there.
  func write(_ bytes: [UInt8], to file: Int32, at offset: Int) throws(FileError)
  /// Returns once contents and size are durable.
  func syncData(_ file: Int32) throws(FileError)
  func syncDirectory(_ path: String) throws(FileError)
  func rename(_ path: String, to newPath: String) throws(FileError)
  func remove(_ path: String) throws(FileError)
  /// Removes an empty directory.
  func removeDirectory(_ path: String) throws(FileError)
  /// Takes the lock file for this opening, or tells which process has it.
  func lock(_ path: String) throws(FileError) -> LockOutcome
}

/// What came of taking the lock file.
package enum LockOutcome: Sendable {
  /// Held until this descriptor is closed.
  case held(Int32)
  /// Held by another opening; 0 where its process is not known.
  case inUse(pid: Int32)
}
