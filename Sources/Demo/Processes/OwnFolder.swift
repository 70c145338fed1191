import CommandLine
import Glibc
import Node
import System

/// The folder in which a command makes its homes.
enum OwnFolder {
  /// An empty folder: the one to keep, else one of the system's temporary ones.
  ///
  /// - Parameter command: the command's word, for the temporary folder's name.
  static func make(keeping kept: String?, for command: String) throws -> String {
    if let kept {
      if Files.names(in: kept)?.isEmpty != true { try make(kept) }
      guard let absolute = realpath(kept, nil) else { throw CommandFailure(.usage, "--keep \(kept): cannot be used") }
      defer { free(absolute) }
      return String(cString: absolute)
    }
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array(((base.isEmpty ? "/tmp" : base) + "/samenloop-\(command)-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw CommandFailure(.checkFailed, FileError("make", "a temporary folder").description)
    }
    return String(cString: made)
  }

  private static func make(_ folder: String) throws(CommandFailure) {
    do {
      try Files.makeFolder(folder)
    } catch {
      throw CommandFailure(.usage, "--keep: \(error); it must be a new folder, or an empty one")
    }
  }
}

/// This very program, which the nodes and commands of demo and training run too.
enum OwnProgram {
  static func path() throws(CommandFailure) -> String {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw CommandFailure(.checkFailed, "cannot find this program in /proc/self/exe") }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
