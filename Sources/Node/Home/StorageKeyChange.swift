import Cryptography
import Journal
import PeerProtocol
import System

/// Puts another storage key in the place of a home's, and seals the store under it.
///
/// The next key is on the disk as `keys/storage-next.key` before the first file of the store is sealed under it, and takes the
/// place of `keys/storage.key` after the last one was. While it is there, every file is sealed under one of the two as a whole:
/// ``finish()``, which a start of the node calls, goes on from wherever a crash came between.
package struct StorageKeyChange {
  /// What comes of a change.
  package struct Result: Sendable {
    /// Files of the store that were sealed anew.
    package var files: Int
    /// Bytes of them.
    package var bytes: Int
    /// Whether a copy of the store before an upgrade was removed, or will be.
    package var removesUpgradeCopy: Bool
    /// Whether a change that was broken off was finished.
    package var continued: Bool
  }

  private let home: NodeHome
  private let random: any RandomSource

  package init(of home: NodeHome) { self.init(of: home, random: SystemRandom()) }

  init(of home: NodeHome, random: any RandomSource) { (self.home, self.random) = (home, random) }

  /// Whether a change was begun and not finished.
  package var isUnfinished: Bool { Files.mode(of: home.nextStorageKey) != nil }

  /// Verifies the store and says what a change would do. Nothing is changed; no node may have the store.
  package func look() throws(NodeFailure) -> Result {
    _ = try HomeKeys.read(from: home, duringKeyChange: true)
    let continued = isUnfinished
    let store = try store(under: continued ? try nextKey() : newKey())
    return try result(of: store, continued: continued)
  }

  /// Makes a new key, or takes the one of a change that was broken off, and does all of the change.
  package func run() throws(NodeFailure) -> Result {
    // Everything that can be refused is refused before the first step.
    _ = try HomeKeys.read(from: home, duringKeyChange: true)
    if let finished = try finish() { return finished }
    let next = newKey()
    let store = try store(under: next)
    let result = try result(of: store, continued: false)
    do throws(FileError) {
      try Files.replace(home.nextStorageKey, next)
    } catch {
      throw NodeFailure(.configuration, "\(error): may you write there? Nothing was changed")
    }
    try change(store)
    return result
  }

  /// Finishes a change that was broken off; nil where there is none.
  package func finish() throws(NodeFailure) -> Result? {
    guard isUnfinished else { return nil }
    let store = try store(under: try nextKey())
    let result = try result(of: store, continued: true)
    try change(store)
    return result
  }

  private func newKey() -> [UInt8] { random.bytes(KeyFile.storageKey.length ?? 32) }

  private func store(under next: [UInt8]) throws(NodeFailure) -> StoreKeyChange {
    let old = try HomeKeys.bytes(at: home.key(.storageKey), length: KeyFile.storageKey.length)
    return try converting { () throws(JournalError) in
      try StoreKeyChange(directory: home.store, from: old, to: next, random: random)
    }
  }

  /// Verifies everything before anything is changed.
  private func result(of store: StoreKeyChange, continued: Bool) throws(NodeFailure) -> Result {
    try converting { () throws(JournalError) in
      let plan = try store.plan()
      if let room = DiskRoom(of: home.store), room.freeBytes < UInt64(plan.largestFile) + Self.spareBytes {
        throw .full
      }
      return Result(
        files: plan.files, bytes: plan.bytes, removesUpgradeCopy: plan.hasUpgradeCopy, continued: continued)
    }
  }

  /// Seals the store under the next key and puts that in its place. The store is held until then: a node that starts
  /// meanwhile would find it under another key.
  private func change(_ store: StoreKeyChange) throws(NodeFailure) {
    defer { withExtendedLifetime(store) {} }
    try converting { () throws(JournalError) in try store.run() }
    do throws(FileError) {
      try erase(home.key(.storageKey))
      try LocalFileSystem().rename(home.nextStorageKey, to: home.key(.storageKey))
      try Files.synchronizeFolder(home.keys)
    } catch {
      throw NodeFailure(
        .configuration, "\(error): the store is sealed under \(home.nextStorageKey) now; run the same command again")
    }
  }

  /// Room that is left on the disk besides.
  private static let spareBytes: UInt64 = 1 << 20

  private func nextKey() throws(NodeFailure) -> [UInt8] {
    try HomeKeys.bytes(at: home.nextStorageKey, length: KeyFile.storageKey.length)
  }

  /// Writes over the old key where it lies. Nothing is sealed under it any more, so that a crash after this loses nothing. A
  /// disk that writes elsewhere (flash) may keep the old bytes all the same.
  private func erase(_ path: String) throws(FileError) {
    let disk = LocalFileSystem()
    let file = try disk.open(path)
    defer { disk.close(file) }
    try disk.write([UInt8](repeating: 0, count: KeyFile.storageKey.length ?? 32), to: file, at: 0)
    try disk.syncData(file)
  }

  private func converting<Value>(_ body: () throws(JournalError) -> Value) throws(NodeFailure) -> Value {
    do throws(JournalError) { return try body() } catch { throw JournalTrouble.failure(error, home) }
  }
}
