import Cryptography
import Journal
import PeerProtocol
import System
import TestSupport
import Testing

@testable import Node

/// Another storage key for a home: whatever step a crash comes after, the store opens.
@Suite(.timeLimit(.minutes(30))) struct StorageKeyChangeTests {
  private let folder: TemporaryDirectory
  private let home: NodeHome
  private let key: [UInt8]
  private let next = [UInt8](repeating: 4, count: 32)

  init() throws {
    folder = try TemporaryDirectory()
    home = NodeHome(path: folder.file("home"))
    let configuration = try NodeConfiguration(reading: [
      "region": "nhn", "name": "Noord", "peerAddress": "127.0.0.1:8443", "localAddress": "127.0.0.1:8444",
    ])
    try HomeBuilder(configuration: configuration).build(at: home)
    let keys = try HomeKeys.read(from: home)
    try StoreOrigin(configuration, keys).write(in: home)
    key = keys.storageKey
    let journal = try FileJournal.open(directory: home.store, key: key, readSnapshot: { _ in }, readRecord: { _ in })
    try journal.waitUntilDurable(journal.append([1, 2, 3]))
    let writer = try journal.beginSnapshot()
    try writer.write([1, 2, 3])
    try writer.finish()
    try journal.waitUntilDurable(journal.append([4]))
    journal.close()
  }

  private func history() throws -> [[UInt8]] {
    var history: [[UInt8]] = []
    let journal = try FileJournal.open(
      directory: home.store, key: try HomeKeys.read(from: home).storageKey, readSnapshot: { history.append($0) },
      readRecord: { history.append($0) })
    journal.close()
    return history
  }

  @Test func newKeyOpensTheStoreAndTheOldOneIsGone() throws {
    let change = StorageKeyChange(of: home, random: SeededRandom(seed: 1))
    let plan = try change.look()
    #expect(plan.files == 2 && !plan.continued && !plan.removesUpgradeCopy)
    #expect(try Files.read(home.key(.storageKey)) == key && !change.isUnfinished)
    #expect(try change.run().files == 2)
    #expect(try Files.read(home.key(.storageKey)) != key && !change.isUnfinished)
    #expect(try history() == [[1, 2, 3], [4]])
    #expect(throws: JournalError.self) {
      _ = try FileJournal.open(directory: home.store, key: key, readSnapshot: { _ in }, readRecord: { _ in })
    }
    // A second time as well, also of the store in use.
    #expect(try change.run().files == 2)
    #expect(try history() == [[1, 2, 3], [4]])
  }

  /// After the next key was written, after some and after all files were sealed, and after the old key was erased.
  @Test(arguments: 0..<4) func brokenOffChangeIsFinished(step: Int) throws {
    try Files.replace(home.nextStorageKey, next)
    let segment = try #require(Files.names(in: home.store)?.first { $0.hasSuffix(".journal") })
    let sealed = try Files.read(home.store + "/" + segment, limit: 1 << 30)
    if step > 0 { try StoreKeyChange(directory: home.store, from: key, to: next).run() }
    // As if the last file had not been reached.
    if step == 1 { try Files.replace(home.store + "/" + segment, sealed) }
    if step == 3 { try Files.replace(home.key(.storageKey), [UInt8](repeating: 0, count: 32)) }
    do {
      _ = try HomeKeys.read(from: home)
      Issue.record("a home between two keys was read")
    } catch { #expect(error.code == "key-change-unfinished" && error.detail.contains("keys rotate storage")) }
    let change = StorageKeyChange(of: home)
    #expect(try change.finish()?.continued == true)
    #expect(try change.finish() == nil)
    #expect(try Files.read(home.key(.storageKey)) == next)
    #expect(try history() == [[1, 2, 3], [4]])
  }

  @Test func whatCannotBeDoneLeavesNoTrace() throws {
    let change = StorageKeyChange(of: home)
    let before = Files.names(in: home.keys)?.sorted()
    let journal = try FileJournal.open(directory: home.store, key: key, readSnapshot: { _ in }, readRecord: { _ in })
    do {
      _ = try change.run()
      Issue.record("the store was in use")
    } catch { #expect(error.code == "home-in-use") }
    journal.close()
    let name = try #require(Files.names(in: home.store)?.first { $0.hasSuffix(".journal") })
    var bytes = try Files.read(home.store + "/" + name, limit: 1 << 30)
    bytes[600] ^= 1
    try Files.replace(home.store + "/" + name, bytes)
    do {
      _ = try change.run()
      Issue.record("the store was damaged")
    } catch { #expect(error.code == "store-damaged") }
    #expect(Files.names(in: home.keys)?.sorted() == before)
    #expect(try Files.read(home.key(.storageKey)) == key)
  }
}
