package import Age
import Cryptography
import Glibc
import Journal
package import PeerProtocol
import System

/// Makes a backup of a home while its node serves, or while it does not: one age file that holds everything a region needs to
/// go on, but for the keys that must never come back.
package struct Backup {
  /// What was made.
  package struct Made: Sendable {
    package var manifest: BackupManifest
    /// Bytes of the file.
    package var length: Int
    /// Files in the home that are not in it, since their names do not fit into an archive.
    package var leftOut: [String]
    /// Files outside the home that its configuration names.
    package var outside: [String]
  }

  /// Bytes of a file other than those of the store.
  private static let largestFile = 1 << 30
  private let home: NodeHome
  private let random: any RandomSource

  package init(of home: NodeHome) { self.init(of: home, random: SystemRandom()) }

  init(of home: NodeHome, random: any RandomSource) { (self.home, self.random) = (home, random) }

  /// Writes the backup to a new file that nobody else may read.
  ///
  /// - Throws: `NodeFailure` where the home is not in order or the file cannot be written.
  package func write(to output: String, for recipients: [AgeRecipient], at now: Timestamp) throws(NodeFailure) -> Made {
    let configuration = try home.readConfiguration()
    let keys = try HomeKeys.read(from: home)
    guard Files.mode(of: output) == nil else {
      throw NodeFailure(.configuration, "\(output) exists; a backup never overwrites a file: choose another --output")
    }
    guard Files.mode(of: home.storeOrigin) != nil else {
      throw NodeFailure(.configuration, "\(home.store) is empty: start the node once with samenloop serve")
    }
    guard let folder = Files.realPath(Files.folder(of: output)), let place = Files.realPath(home.path) else {
      throw NodeFailure(.configuration, "\(Files.folder(of: output)) is not there: make the folder first")
    }
    guard !(folder + "/").hasPrefix(place + "/") else {
      throw NodeFailure(
        .configuration, "\(output) lies in the home, and would be in the next backup: choose another --output")
    }
    // Of this process alone, so that two backups at a time do not write into one file.
    let aside = "\(output).\(getpid()).new"
    do { try Files.create(aside, []) } catch { throw Self.failure(error, home, output) }
    do {
      var made = try write(aside, recipients, configuration, keys, now)
      // A link takes the place of nothing; some file systems have none.
      guard link(aside, output) == 0 || (errno != EEXIST && rename(aside, output) == 0) else {
        throw FileError("make", output)
      }
      Files.remove(aside)
      try Files.synchronizeFolder(folder)
      made.outside = outside()
      let record: JSONValue = ["madeAt": JSONValue(now), "file": .string(output)]
      try? Files.replace(home.lastBackup, record.bytes + [0x0A])
      return made
    } catch {
      Files.remove(aside)
      throw Self.failure(error, home, output)
    }
  }

  /// When the newest backup of a home was made; nil where none was.
  package static func lastMade(of home: NodeHome) -> Timestamp? {
    let json = (try? Files.read(home.lastBackup)).flatMap { try? JSONValue(parsing: $0) }
    return json?["madeAt"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
  }

  private func write(
    _ path: String, _ recipients: [AgeRecipient], _ configuration: NodeConfiguration, _ keys: HomeKeys, _ now: Timestamp
  ) throws -> Made {
    let disk = LocalFileSystem()
    let file = try disk.open(path)
    defer { disk.close(file) }
    let written = Length()
    var archive = try BackupArchive(for: recipients, random: random) { bytes in
      try disk.write(bytes, to: file, at: written.bytes)
      written.bytes += bytes.count
    }
    // The store goes first: what its newest record speaks of is in the files that are read after it.
    let store = try StoreCopy(directory: home.store, key: keys.storageKey, random: random)
    try store.write { name, length, next in
      var waiting: [UInt8] = []
      try archive.add("store/" + name, length: length) { count in
        if waiting.isEmpty { waiting = try next() }
        defer { waiting.removeFirst(min(count, waiting.count)) }
        return Array(waiting.prefix(count))
      }
    }
    try archive.add("store/made-with.json", try Files.read(home.storeOrigin, limit: Self.largestFile))
    // However it is unpacked, the node starts from it as a restored one.
    try archive.add(BackupFiles.restoredMark, [])
    let (paths, unfit) = try BackupFiles.list(home)
    var isWhole = true
    for path in paths where try !add(path, to: &archive) { isWhole = false }
    // In the place of a file that went came another one.
    while !isWhole {
      isWhole = true
      let known = Set(archive.files.map(\.path))
      for path in try BackupFiles.list(home, below: "audit").paths where !known.contains(path) {
        if try !add(path, to: &archive) { isWhole = false }
      }
    }
    // Else the store in it would be under another key than the one beside it.
    guard try Files.read(home.key(.storageKey)) == keys.storageKey, !StorageKeyChange(of: home).isUnfinished else {
      throw BackupFault.notCopied("keys/storage.key", "it was exchanged meanwhile; try again")
    }
    let manifest = BackupManifest(
      region: configuration.region, identityKey: keys.identity.publicKey.thumbprint, madeAt: now,
      program: Version.text, files: archive.files)
    try archive.add(BackupManifest.path, try manifest.signed(with: keys.identity))
    try archive.finish()
    try disk.syncData(file)
    return Made(manifest: manifest, length: written.bytes, leftOut: unfit, outside: [])
  }

  /// How many bytes were written.
  private final class Length { var bytes = 0 }

  /// Adds a file; false where it went meanwhile, as a partial tile of the audit log does.
  private func add(_ path: String, to archive: inout BackupArchive) throws -> Bool {
    let whole = home.path + "/" + path
    let reader: FileReader
    do throws(FileError) {
      reader = try FileReader(whole)
    } catch {
      if error.number == ENOENT, path.hasPrefix(BackupFiles.audit) { return false }
      throw error
    }
    guard let length = reader.length else { throw FileError("read", whole, number: EINVAL) }
    try archive.add(path, length: length) { try reader.read(upTo: $0) }
    return true
  }

  /// Paths in node.json that lead out of the home.
  private func outside() -> [String] {
    guard let json = (try? Files.read(home.configuration)).flatMap({ try? JSONText.value(of: $0) }) else { return [] }
    func paths(_ value: JSONValue) -> [String] {
      switch value {
      case .string(let text):
        (text.hasPrefix("/") || text.split(separator: "/").contains("..")) && Files.mode(of: home.resolve(text)) != nil
          ? [home.resolve(text)] : []
      case .array(let items): items.flatMap(paths)
      case .object(let members): members.values.flatMap(paths)
      default: []
      }
    }
    return Array(Set(paths(json))).sorted()
  }

  static func failure(_ error: any Error, _ home: NodeHome, _ file: String) -> NodeFailure {
    switch error {
    case let failure as NodeFailure: failure
    case let error as JournalError: JournalTrouble.failure(error, home)
    case let fault as AgeFault: NodeFailure(.damagedData, "\(file): \(fault)")
    case BackupFault.notCopied: NodeFailure(.temporary, "\(error)")
    case let fault as BackupFault: NodeFailure(.damagedData, "\(file): \(fault)")
    case let error as FileError where error.isNoSpace:
      NodeFailure(.temporary, "\(error): make room and try again", code: "disk-full")
    case let error as FileError: NodeFailure(.configuration, "\(error): may you read and write there?")
    default: NodeFailure(.damagedData, "\(file): \(error)")
    }
  }
}
