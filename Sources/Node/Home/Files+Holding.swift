package import System

extension Files {
  /// Lets one process at a time do something with a folder's files: another one waits.
  package static func whileHolding<Value>(_ folder: String, _ body: () throws -> Value) throws -> Value {
    let lock: DirectoryLock
    do throws(FileError) {
      lock = try DirectoryLock(folder)
    } catch {
      throw NodeFailure(.configuration, "\(error): may you write there?")
    }
    defer { withExtendedLifetime(lock) {} }
    return try body()
  }
}
