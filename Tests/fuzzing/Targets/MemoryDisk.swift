import Glibc
import Synchronization
import System

@testable import Journal

/// Files in memory, to damage: what is written is there at once, and stays.
final class MemoryDisk: FileSystem {
  private struct State {
    var files: [String: [UInt8]] = [:]
    var open: [Int32: String] = [:]
    var next: Int32 = 3
  }

  private let state = Mutex(State())

  init(_ files: [String: [UInt8]] = [:]) { state.withLock { $0.files = files } }

  /// Every file by its path.
  var files: [String: [UInt8]] { state.withLock { $0.files } }

  func makeDirectory(_ path: String) throws(FileError) {}

  func names(in directory: String) throws(FileError) -> [String] {
    let inside = files.keys.filter { $0.hasPrefix(directory + "/") }
    return Set(inside.map { String($0.dropFirst(directory.count + 1).prefix { $0 != "/" }) }).sorted()
  }

  func create(_ path: String) throws(FileError) -> Int32 {
    state.withLock { state in
      state.files[path] = []
      return Self.open(path, &state)
    }
  }

  func open(_ path: String) throws(FileError) -> Int32 {
    let file = state.withLock { state in state.files[path] == nil ? nil : Self.open(path, &state) }
    guard let file else { throw FileError("open", number: ENOENT) }
    return file
  }

  private static func open(_ path: String, _ state: inout State) -> Int32 {
    defer { state.next += 1 }
    state.open[state.next] = path
    return state.next
  }

  func close(_ file: Int32) { state.withLock { $0.open[file] = nil } }

  /// How many files are open: none once a store was closed or refused.
  var openFiles: Int { state.withLock { $0.open.count } }

  func size(of file: Int32) throws(FileError) -> Int { try contents(of: file).count }

  func read(_ file: Int32, count: Int, at offset: Int) throws(FileError) -> [UInt8] {
    let held = try contents(of: file)
    return offset < held.count ? Array(held[offset..<min(held.count, offset + count)]) : []
  }

  private func contents(of file: Int32) throws(FileError) -> [UInt8] {
    let held = state.withLock { state in state.open[file].flatMap { state.files[$0] } }
    guard let held else { throw FileError("read", number: EBADF) }
    return held
  }

  func write(_ bytes: [UInt8], to file: Int32, at offset: Int) throws(FileError) {
    state.withLock { state in
      guard let path = state.open[file], var held = state.files.removeValue(forKey: path) else { return }
      if held.count < offset + bytes.count {
        held += [UInt8](repeating: 0, count: offset + bytes.count - held.count)
      }
      held.replaceSubrange(offset..<offset + bytes.count, with: bytes)
      state.files[path] = held
    }
  }

  func syncData(_ file: Int32) throws(FileError) {}
  func syncDirectory(_ path: String) throws(FileError) {}

  func rename(_ path: String, to newPath: String) throws(FileError) {
    state.withLock { state in
      state.files[newPath] = state.files.removeValue(forKey: path)
      for (file, name) in state.open where name == path { state.open[file] = newPath }
    }
  }

  func remove(_ path: String) throws(FileError) { state.withLock { $0.files[path] = nil } }

  func removeDirectory(_ path: String) throws(FileError) {}

  func lock(_ path: String) throws(FileError) -> LockOutcome { .held(0) }
}
