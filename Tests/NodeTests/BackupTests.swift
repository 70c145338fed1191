import Age
import Cryptography
import Journal
import PeerProtocol
import Synchronization
import System
import TestSupport
import Testing

@testable import Node

/// A backup brings back the home, but for what must never come back; and whatever is wrong with it is found.
@Suite(.timeLimit(.minutes(30))) struct BackupTests {
  private let folder: TemporaryDirectory
  private let home: NodeHome
  private let passphrase = Array("zeven eenden op het water".utf8)
  private static let now = Timestamp(seconds: 1_790_000_000)

  init() throws {
    folder = try TemporaryDirectory()
    home = NodeHome(path: folder.file("home"))
    let configuration = try NodeConfiguration(reading: [
      "region": "nhn", "name": "Noord", "peerAddress": "127.0.0.1:8443", "localAddress": "127.0.0.1:8444",
    ])
    try HomeBuilder(configuration: configuration).build(at: home)
    let keys = try HomeKeys.read(from: home)
    try StoreOrigin(configuration, keys).write(in: home)
    let journal = try FileJournal.open(
      directory: home.store, key: keys.storageKey, readSnapshot: { _ in }, readRecord: { _ in })
    try journal.waitUntilDurable(journal.append([1, 2, 3]))
    journal.close()
    try Files.makeFolders(home.audit + "/abc/tile/entries/000.p")
    try Files.create(home.audit + "/abc/tile/entries/000.p/5", [5, 5])
    try Files.create(home.audit + "/abc/checkpoint", [])
    try Files.create(home.witnessKey(of: "abc"), [UInt8](repeating: 9, count: 32))
    try Files.create(home.listening, [1])
    try Files.create(home.path + "/een brief.txt", [1])
  }

  private var backup: String { folder.file("nhn.age") }

  private func make() throws -> Backup.Made {
    try Backup(of: home, random: SeededRandom(seed: 3)).write(
      to: backup, for: [.passphrase(passphrase, logN: 4)], at: Self.now)
  }

  private func restored(_ name: String = "again") throws -> NodeHome {
    let place = NodeHome(path: folder.file(name))
    _ = try BackupRestore(backup, openedBy: [.passphrase(passphrase)]).restore(to: place)
    return place
  }

  /// Every file below a folder, with its bytes and mode.
  private func files(_ folder: String, below: String = "") -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in Files.names(in: folder) ?? [] {
      let path = folder + "/" + name
      if Files.isFolder(path) {
        #expect((Files.mode(of: path) ?? 0) & 0o777 == 0o700)
        found.merge(files(path, below: below + name + "/")) { first, _ in first }
      } else {
        #expect((Files.mode(of: path) ?? 0) & 0o777 == 0o600, "\(path)")
        found[below + name] = try? Files.read(path, limit: 1 << 30)
      }
    }
    return found
  }

  @Test func bringsBackTheHome() throws {
    let made = try make()
    #expect(made.leftOut == ["een brief.txt"])
    #expect(try BackupReader(backup, openedBy: [.passphrase(passphrase)]).verify() == made.manifest)
    #expect((Files.mode(of: backup) ?? 0) & 0o777 == 0o600)
    var expected = files(home.path)
    for name in ["keys/witness-abc.key", "listening.json", "een brief.txt", "last-backup.json", "store/lock"] {
      expected[name] = nil
    }
    let again = try restored()
    var found = files(again.path)
    #expect(found.removeValue(forKey: "restored") == [])
    // The segments end where their records end; what followed were zeros.
    let segments = expected.keys.filter { $0.hasSuffix(".journal") }
    for name in segments {
      let copy = found.removeValue(forKey: name)
      #expect(expected.removeValue(forKey: name)?.starts(with: copy ?? [0]) == true)
    }
    expected = expected.filter { !$0.key.hasPrefix("store/") || $0.key == "store/made-with.json" }
    #expect(found == expected)
    var records: [[UInt8]] = []
    let journal = try FileJournal.open(
      directory: again.store, key: try HomeKeys.read(from: again).storageKey, readSnapshot: { _ in },
      readRecord: { records.append($0) })
    journal.close()
    #expect(records == [[1, 2, 3]])
  }

  @Test func overwritesNothing() throws {
    _ = try make()
    let before = try Files.read(backup)
    #expect(throws: NodeFailure.self) { try make() }
    #expect(try Files.read(backup) == before)
    #expect(throws: NodeFailure.self) {
      try BackupRestore(backup, openedBy: [.passphrase(passphrase)]).restore(to: home)
    }
    #expect(Files.mode(of: home.restoredMark) == nil)
  }

  /// What the backup held is named as the backup has it: the folder it was opened in is gone.
  @Test func unfitHomeIsNamedAsTheBackupHasIt() throws {
    let origin = String(decoding: try Files.read(home.storeOrigin), as: UTF8.self)
    try Files.replace(home.storeOrigin, Array(origin.replacing("nhn", with: "gooi").utf8))
    do {
      _ = try make()
      _ = try restored()
      Issue.record("a home from which no node starts came back")
    } catch let failure as NodeFailure {
      #expect(
        failure.detail.contains("holds no home from which a node starts: region in node.json is nhn"),
        "\(failure.detail)")
      #expect(!failure.detail.contains(".restore-"), "\(failure.detail)")
    }
    #expect(Files.names(in: folder.path)?.contains { $0.contains(".restore-") } == false)
  }

  @Test func mountPointIsRecognised() {
    #expect(Files.isMountPoint("/") && Files.isMountPoint("/proc") && !Files.isMountPoint(folder.path))
  }

  @Test func remainsOfARestoreAreFoundUnlessItStillRuns() throws {
    for name in ["home.restore-999999999", "home.init-999999998", "home.restore-x", "other.restore-999999999"] {
      try Files.makeFolder(folder.file(name))
    }
    #expect(
      BackupRestore.leftovers(of: home) == ["home.init-999999998", "home.restore-999999999"].map(folder.file))
  }

  @Test func anotherPassphraseLeavesNothingBehind() throws {
    _ = try make()
    #expect(throws: NodeFailure.self) {
      try BackupRestore(backup, openedBy: [.passphrase(Array("acht".utf8))]).restore(
        to: NodeHome(path: folder.file("x")))
    }
    #expect(Set(Files.names(in: folder.path) ?? []) == ["home", "nhn.age"])
  }

  /// A byte of every part of the file; the seal of each piece finds it.
  @Test func everyChangeIsFound() throws {
    _ = try make()
    let bytes = try Files.read(backup, limit: 1 << 30)
    let random = SeededRandom(seed: 5)
    for _ in 0..<60 {
      var changed = bytes
      changed[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 8)
      Files.remove(backup)
      try Files.create(backup, changed)
      #expect(throws: NodeFailure.self) { try BackupReader(backup, openedBy: [.passphrase(passphrase)]).verify() }
    }
  }

  /// Whoever knows the pass phrase can seal another archive, but not sign its list.
  @Test func aListThatTheRegionDidNotSignIsRefused() throws {
    _ = try make()
    let disk = LocalFileSystem()
    var (files, order): ([String: [UInt8]], [String]) = ([:], [])
    let manifest = try BackupReader(backup, openedBy: [.passphrase(passphrase)]).read { path, piece, isFirst in
      if isFirst { order.append(path) }
      files[path, default: []] += piece
    }
    func forge(_ change: (inout BackupArchive) throws -> Void) throws {
      Files.remove(backup)
      let file = try disk.create(backup)
      defer { disk.close(file) }
      let length = Mutex(0)
      var archive = try BackupArchive(for: [.passphrase(passphrase, logN: 4)], random: SeededRandom(seed: 8)) { bytes in
        try disk.write(bytes, to: file, at: length.withLock { $0 })
        length.withLock { $0 += bytes.count }
      }
      for path in order where path != "node.json" { try archive.add(path, files[path] ?? []) }
      try change(&archive)
      try archive.finish()
    }
    let signed = try manifest.signed(with: try HomeKeys.read(from: home).identity)
    func refusal() -> String? {
      do {
        _ = try BackupReader(backup, openedBy: [.passphrase(passphrase)]).verify()
        return nil
      } catch { return error.detail }
    }
    try forge { archive in try archive.add(BackupManifest.path, signed) }
    #expect(refusal()?.contains("lacks node.json") == true)
    try forge { archive in
      try archive.add("node.json", [])
      try archive.add(BackupManifest.path, signed)
    }
    #expect(refusal()?.contains("is damaged") == true)
    try forge { archive in
      try archive.add("node.json", files["node.json"] ?? [])
      var other = manifest
      other.files = archive.files
      try archive.add(
        BackupManifest.path, try other.signed(with: try Ed25519PrivateKey(seed: [UInt8](repeating: 1, count: 32))))
    }
    #expect(refusal()?.contains("did not sign it") == true)
  }

  @Test func aHomeThatNeverServedHasNothingToKeep() throws {
    Files.remove(home.storeOrigin)
    #expect(throws: NodeFailure.self) { try make() }
    #expect(Files.mode(of: backup) == nil)
    #expect(Files.mode(of: backup + ".new") == nil)
  }
}
