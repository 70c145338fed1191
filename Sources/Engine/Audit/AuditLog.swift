import Cryptography
import PeerProtocol
public import Region
import Synchronization
import TransparencyLog

/// The audit log of this node: the present instance, its files, and what is read from it.
///
/// Entries come into being with the events that they tell of, in the same record of the journal (``Transaction``). This
/// type carries them from there into the files of a tiled log (C2SP `tlog-tiles`), where they stay.
public final class AuditLog: Sendable {
  let store: Store
  let clock: NodeClock
  let files: any AuditFiles
  private let random: any RandomSource
  let region: RegionName
  let identityKey: Ed25519PrivateKey
  let log: @Sendable (LogEvent) -> Void
  /// The growing end of the present instance's files; nil until they were opened.
  private let writer = Mutex<TiledLogWriter?>(nil)
  /// One stores entries at a time, from the look at what waits until the journal knows.
  let storing = Mutex(())
  /// The instance that this process began, where it began one.
  private let begun = Mutex<String?>(nil)
  /// One writes the file of the newest checkpoint at a time.
  private let checkpointFile = Mutex(())

  init(
    store: Store, clock: NodeClock, files: any AuditFiles, random: any RandomSource, region: RegionName,
    identityKey: Ed25519PrivateKey, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    self.store = store
    self.clock = clock
    self.files = files
    self.random = random
    self.region = region
    self.identityKey = identityKey
    self.log = log
  }

  /// Opens the files of the present instance, or begins the first.
  ///
  /// Where the files or the witness's key do not go with the store, the store or the home was restored from a backup: a new
  /// instance begins, and says after which state of the one before.
  func begin() throws(Refusal) {
    guard let instance = store.readLatest({ $0.audit.instance }) else { return try beginInstance(after: nil) }
    do {
      try open(instance)
      guard try files.witnessSeed(of: instance.id) != nil else { throw AuditFolderFault.witnessKeyMissing }
    } catch  where !(error is AuditFolderFault || error is TileError) {
      // A disk that cannot be read now is no restored backup: the files are opened with the next entries.
      log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
    } catch {
      // What the files still take of the former instance is not lost.
      if error as? AuditFolderFault == .witnessKeyMissing { _ = try? storeEntries(all: true) }
      log(LogEvent(.warning, "audit-log-restarts", ["instance": .string(instance.id), "reason": .string("\(error)")]))
      try beginInstance(after: instance)
    }
  }

  /// Begins an instance, with a witness's key of its own.
  ///
  /// - Parameter shown: the newest state of the former instance that a peer shows, where one shows a newer one than the
  ///   files do.
  func beginInstance(after former: AuditInstance?, shown: AuditHead? = nil) throws(Refusal) {
    let id = Hexadecimal.text(random.bytes(8))
    let key: Ed25519PrivateKey
    do {
      let seed = random.bytes(Ed25519PrivateKey.seedLength)
      key = try Ed25519PrivateKey(seed: seed)
      try files.keep(witnessSeed: seed, of: id)
    } catch {
      log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
      throw .storage(.logFull)
    }
    let beat = random.bytes(4).reduce(0) { $0 << 8 | Int($1) } % EngineLimits.checkpointSeconds
    let began = AuditInstance(
      id: id, witnessKey: key.publicKey.bytes, beat: beat, beganAt: clock.now,
      previous: shown ?? former.flatMap { newestHead(of: $0) })
    writer.withLock { $0 = TiledLogWriter() }
    try store.commit { (transaction) throws(Refusal) in
      // The first entry is the instance's own: it can only follow the event.
      try transaction.append(.audit(.instanceBegan(began)))
      try transaction.append([], facts: [AuditFact(beginningOf: began)])
    }
    begun.withLock { $0 = id }
  }

  /// True for an instance that this process began: before it signed anything, nobody holds a state of it.
  func hasBegun(_ instance: AuditInstance) -> Bool { begun.withLock { $0 == instance.id } }

  /// Adds entries about what no event tells of, such as what was shown to a person. They are durable when it returns.
  ///
  /// - Throws: ``Refusal`` where they cannot be written: then what they tell of must not happen.
  public func record(_ facts: [AuditFact]) throws(Refusal) {
    try store.commit { (transaction) throws(Refusal) in try transaction.append([], facts: facts) }
  }

  // MARK: - Files

  /// The folder of an instance's files.
  static func folder(_ instance: String) -> String { instance + "/" }

  /// The name of the log of an instance, and of the key that signs its checkpoints.
  func origin(_ instance: String) -> String { "samenloop/\(region.text)/\(instance)" }

  /// The key that signs the checkpoints of an instance.
  func key(of instance: String) -> NoteKey? {
    try? NoteKey(name: origin(instance), algorithm: .ed25519, publicKey: identityKey.publicKey)
  }

  private func open(_ instance: AuditInstance) throws {
    let (stored, tail) = store.readLatest { ($0.audit.stored, $0.audit.tail) }
    let opened = try openedWriter(instance, size: stored)
    let path = TilePath.bundle(UInt64(stored / TilePath.fullWidth))
    let folder = Self.folder(instance.id)
    let widths = files.names(in: folder + path.partialFolder).compactMap { Int($0) }
    let newest =
      try files.read(folder + path.text)
      ?? widths.max().flatMap { width in
        try files.read(folder + path.partialFolder + "/\(width)")
      }
    // A stop between files and journal leaves entries in both. Others in the files are of a life after the backup.
    guard let held = EntryBundle.split(newest ?? []), tail.starts(with: held.dropFirst(stored % TilePath.fullWidth))
    else { throw AuditFolderFault.filesAhead }
    writer.withLock { $0 = opened }
  }

  private func openedWriter(_ instance: AuditInstance, size: Int) throws -> TiledLogWriter {
    try TiledLogWriter(size: UInt64(size)) { try file($0, of: instance.id) }
  }

  /// The bytes of a tile or bundle: the file of this width, or a wider one that took its place. It may take it while one
  /// looks.
  func file(_ path: TilePath, of instance: String) throws -> [UInt8] {
    let folder = Self.folder(instance)
    for _ in 0..<3 {
      for candidate in [path, path.full] {
        if let bytes = try files.read(folder + candidate.text) { return bytes }
      }
      let widths = files.names(in: folder + path.partialFolder).compactMap { Int($0) }
      if let width = widths.max(), width > path.width,
        let bytes = try files.read(folder + path.partialFolder + "/\(width)")
      {
        return bytes
      }
    }
    throw AuditFolderFault.fileMissing(path.text)
  }

  /// Sees whether the files take anything now.
  func requireWritable() throws(Refusal) {
    do {
      try files.write([("writable", [])])
    } catch {
      log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
      throw .storage(.logFull)
    }
  }

  /// Writes the newest checkpoint beside the tiles, with the cosignatures that came so far: one may come before the file
  /// of the checkpoint is there.
  func storeCheckpoint() throws {
    try checkpointFile.withLock { _ in
      let (instance, note) = store.readLatest { ($0.audit.instance, $0.audit.checkpoints.note) }
      guard let instance, !note.isEmpty else { return }
      try files.write([(Self.folder(instance.id) + "checkpoint", note)])
    }
  }

  /// Stores entries as far as they fill bundles; the log says where that failed.
  func advance() { _ = try? storeEntries() }

  /// Carries entries that are durable from the state into the files.
  ///
  /// - Parameters:
  ///   - all: also those that do not fill a bundle yet,
  ///   - size: but none from this number on.
  /// - Returns: the state of the log that the files have now; nil where nothing was to be done.
  @discardableResult
  func storeEntries(all: Bool = false, upTo size: Int = .max) throws(Refusal) -> TreeHead? {
    try storing.withLock { (_) throws(Refusal) in try storeWaiting(all: all, upTo: size) }
  }

  private func storeWaiting(all: Bool, upTo size: Int) throws(Refusal) -> TreeHead? {
    let (instance, waiting, stored) = try store.readDurable { state in
      (state.audit.instance, state.audit.tail, state.audit.stored)
    }
    guard let instance else { return nil }
    let whole = (stored + waiting.count) / TilePath.fullWidth * TilePath.fullWidth - stored
    let entries = Array(waiting.prefix(min(max(0, size - stored), all ? waiting.count : max(0, whole))))
    guard !entries.isEmpty else { return stored == size ? try? head(of: instance, at: stored) : nil }
    let head: TreeHead
    do {
      head = try writer.withLock { held in
        var writer = try held ?? openedWriter(instance, size: stored)
        guard writer.size == UInt64(stored) else { throw AuditFolderFault.outOfStep }
        let full = try writer.append(entries)
        let written = (full + writer.partialFiles).map { (Self.folder(instance.id) + $0.path.text, $0.bytes) }
        try files.write(written + indexFiles(adding: entries, at: stored, of: instance.id))
        held = writer
        return writer.head
      }
      try store.commit { (transaction) throws(Refusal) in
        guard transaction.state.audit.instance == instance else { return }
        try transaction.append(.audit(.stored(stored + entries.count)))
      }
    } catch let refusal as Refusal {
      // The files have the entries already; they are written once more, the same.
      writer.withLock { $0 = nil }
      throw refusal
    } catch {
      log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
      throw .storage(.logFull)
    }
    removeNeedlessFiles(of: instance, from: stored, to: stored + entries.count)
    return head
  }

  /// The state of the log at the size that its files have.
  private func head(of instance: AuditInstance, at size: Int) throws -> TreeHead {
    try writer.withLock { held in
      let writer = try held ?? openedWriter(instance, size: size)
      held = writer
      return writer.head
    }
  }

  /// Removes the partial tiles and bundles of the size before: others took their place.
  private func removeNeedlessFiles(of instance: AuditInstance, from older: Int, to newer: Int) {
    let full = TilePath.superseded(growingFrom: UInt64(older), to: UInt64(newer))
    let kept = TilePath.edge(ofLogSize: UInt64(newer))
    let partial = TilePath.edge(ofLogSize: UInt64(older)).filter { !full.contains($0) && !kept.contains($0) }
    files.remove((full.map(\.partialFolder) + partial.map(\.text)).map { Self.folder(instance.id) + $0 })
  }

  /// The newest state of an instance that its files can tell of: its entries, or a checkpoint after a store from before it
  /// was restored.
  private func newestHead(of instance: AuditInstance) -> AuditHead? {
    let stored = store.readLatest { $0.audit.stored }
    var head = (try? openedWriter(instance, size: stored))?.head
    if let bytes = try? files.read(Self.folder(instance.id) + "checkpoint"), let key = key(of: instance.id),
      let signed = try? SignedCheckpoint(parsing: bytes), signed.isSigned(by: key),
      signed.checkpoint.size >= head?.size ?? 0
    {
      head = signed.checkpoint.head
    }
    return head.map { AuditHead(instance: instance.id, size: Int(clamping: $0.size), root: $0.root) }
  }
}

/// Why the files of an audit log do not go with the store.
enum AuditFolderFault: Error, Equatable, CustomStringConvertible {
  /// The witness's private key is not there.
  case witnessKeyMissing
  /// A tile or bundle is not there.
  case fileMissing(String)
  /// The files have entries that the store does not know.
  case filesAhead
  /// The files were opened at another size.
  case outOfStep

  var description: String {
    switch self {
    case .witnessKeyMissing: "the private key of the log's witness is missing, as in a restored home"
    case .fileMissing(let path): "the file \(path) is missing"
    case .filesAhead: "the files have entries that the store does not know, as after a restore of the store"
    case .outOfStep: "the files are at another size than the store says"
    }
  }
}
