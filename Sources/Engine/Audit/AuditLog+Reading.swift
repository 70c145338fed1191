public import PeerProtocol
public import Region
import Synchronization
import TransparencyLog

extension AuditLog {
  /// An instance of the log as far as it can be read.
  struct ReadableLog {
    var instance: String
    /// How many entries are in the files.
    var stored: Int
    /// The entries after those.
    var tail: [[UInt8]] = []
    /// How many at the front were removed after their term.
    var removed = 0
    /// The day on which another instance took its place; nil for the present one.
    var endedOn: CalendarDate?

    var size: Int { stored + tail.count }
  }

  /// The entries that a question asks for, in the order of the log over all its instances.
  ///
  /// - Throws: ``Refusal`` where the store does not answer.
  public func entries(_ query: AuditQuery) throws(Refusal) -> [AuditEntry] {
    let (logs, keys) = try readableLogs(opening: [query.thing, query.holder.map { .holder($0) }].compactMap { $0 })
    var found: [AuditEntry] = []
    let first = query.after.flatMap { after in logs.firstIndex { $0.instance == after.instance } } ?? 0
    for (number, log) in logs.enumerated() where number >= first {
      var next = number == first && query.after != nil ? min(query.after?.index ?? -1, .max - 1) + 1 : 0
      next = max(next, log.removed)
      while next < log.size, found.count < query.limit {
        let end = min(log.size, (next / AuditIndex.rowsPerFile + 1) * AuditIndex.rowsPerFile)
        collect(query, from: log, next..<end, keys, &found)
        next = end
      }
    }
    return found
  }

  /// One entry; nil where there is none, or it is no longer kept.
  public func entry(_ id: AuditEntryId) throws(Refusal) -> AuditEntry? {
    let (logs, _) = try readableLogs()
    guard let log = logs.first(where: { $0.instance == id.instance }), id.index < log.size,
      id.index >= log.removed
    else { return nil }
    return leaves(of: log, id.index..<id.index + 1).first.map { AuditEntry(id: id, leaf: $0.1) }
  }

  /// The newest entry of the log; nil before the first of its present instance. Whoever read all entries until it reads on
  /// behind it.
  public func newestEntry() throws(Refusal) -> AuditEntryId? {
    try store.readDurable { state in
      guard let instance = state.audit.instance, state.audit.size > 0 else { return nil }
      return AuditEntryId(instance: instance.id, index: state.audit.size - 1)
    }
  }

  /// The root of the present instance's tree at a size that its files reach.
  func root(at size: Int) throws -> [UInt8] { try tree().root(at: UInt64(clamping: size)) }

  /// That the present instance's tree of one size continues that of another; both are reached by its files.
  package func consistencyProof(from older: Int, to newer: Int) throws -> [[UInt8]] {
    try tree().consistencyProof(from: UInt64(clamping: older), to: UInt64(clamping: newer))
  }

  private func tree() throws -> MerkleTreeReader {
    let (instance, stored) = store.readLatest { ($0.audit.instance, $0.audit.stored) }
    guard let instance else { throw AuditFolderFault.outOfStep }
    return MerkleTreeReader(size: UInt64(stored)) { [self] in try file($0, of: instance.id) }
  }

  /// Every instance of the log, the oldest first, with the keys of these things that are still there. All keys would be a
  /// large table that is copied when the state changes while files are read.
  func readableLogs(
    opening things: [AuditThing] = []
  ) throws(Refusal) -> (logs: [ReadableLog], keys: [AuditThing: [UInt8]]) {
    try store.readDurable { state in
      let retention = state.audit.retention
      var logs = state.audit.former.map { former in
        ReadableLog(
          instance: former.instance.id, stored: former.size, tail: former.tail,
          removed: retention.removed(of: former.instance.id))
      }
      // A former log ended on the day on which the next one began.
      let began = state.audit.former.dropFirst().map(\.instance) + (state.audit.instance.map { [$0] } ?? [])
      for (number, next) in began.enumerated() where number < logs.count {
        logs[number].endedOn = CalendarDate(next.beganAt)
      }
      if let present = state.audit.instance {
        logs.append(
          ReadableLog(
            instance: present.id, stored: state.audit.stored, tail: state.audit.tail,
            removed: retention.removed(of: present.id)))
      }
      return (logs, state.audit.keys(of: things))
    }
  }

  /// Takes up what is asked for of a range that lies within one file of the index.
  private func collect(
    _ query: AuditQuery, from log: ReadableLog, _ range: Range<Int>, _ keys: [AuditThing: [UInt8]],
    _ found: inout [AuditEntry]
  ) {
    let first = query.from.map { AuditIndex.day(of: $0.start) } ?? 0
    let end = max(first, query.until.map { AuditIndex.day(of: $0.start) } ?? .max)
    let start = range.lowerBound / AuditIndex.rowsPerFile * AuditIndex.rowsPerFile
    let rows = indexRows(of: log, start..<range.upperBound, writesBack: true)
    let places = AuditIndex.places(
      in: rows, days: first..<end, kind: query.kind.map { AuditIndex.number($0.rawValue) },
      peer: query.peer.map { AuditIndex.number($0.text) },
      agreement: query.agreement.map { AuditIndex.number($0.base64URL) }
    ).map { start + $0 }.filter(range.contains)
    // Entries that follow each other are read together.
    var remaining = places[...]
    while let place = remaining.first, found.count < query.limit {
      let bundle = place / TilePath.fullWidth
      let group = remaining.prefix { $0 / TilePath.fullWidth == bundle }
      remaining = remaining.dropFirst(group.count)
      let wanted = Set(group)
      for (index, leaf) in leaves(of: log, place..<(group.last ?? place) + 1)
      where wanted.contains(index) && found.count < query.limit {
        let entry = AuditEntry(id: AuditEntryId(instance: log.instance, index: index), leaf: leaf)
        if entry.fits(query, keys) { found.append(entry) }
      }
    }
  }

  /// The day of the oldest entry that the log holds; nil before it began.
  public func keptFrom() throws(Refusal) -> CalendarDate? { try store.readDurable { $0.audit.keptFrom } }

  /// Leaves with their numbers; those that are no longer kept are left out.
  func leaves(of log: ReadableLog, _ range: Range<Int>) -> [(Int, [UInt8])] {
    var found: [(Int, [UInt8])] = []
    let range = max(range.lowerBound, log.removed)..<max(range.upperBound, range.lowerBound, log.removed)
    var next = range.lowerBound
    while next < min(range.upperBound, log.stored) {
      let bundle = next / TilePath.fullWidth
      let end = min(range.upperBound, log.stored, (bundle + 1) * TilePath.fullWidth)
      if let path = TilePath.bundle(ofEntry: UInt64(next), logSize: UInt64(log.stored)),
        let bytes = try? file(path, of: log.instance), let entries = EntryBundle.split(bytes)
      {
        for index in next..<end where index % TilePath.fullWidth < entries.count {
          found.append((index, entries[index % TilePath.fullWidth]))
        }
      }
      next = end
    }
    for index in max(next, range.lowerBound)..<max(next, range.upperBound) where index < log.size {
      found.append((index, log.tail[index - log.stored]))
    }
    return found
  }

  // MARK: - Index

  static func indexPath(_ instance: String, _ number: Int) -> String { folder(instance) + "index/\(number)" }

  /// The rows of entries that lie within one file of the index.
  ///
  /// - Parameter writesBack: whether a file that is missing or too short is written anew.
  private func indexRows(of log: ReadableLog, _ range: Range<Int>, writesBack: Bool = false) -> [UInt8] {
    let number = range.lowerBound / AuditIndex.rowsPerFile
    let inFile = max(0, min(range.upperBound, log.stored) - range.lowerBound)
    var rows = (try? files.read(Self.indexPath(log.instance, number))) ?? []
    if rows.count < inFile * AuditIndex.rowLength {
      let made = range.lowerBound..<range.lowerBound + inFile
      let leaves = Dictionary(leaves(of: log, made)) { first, _ in first }
      rows = made.flatMap { AuditIndex.row(of: leaves[$0] ?? []).bytes }
      // An entry that cannot be read now must not be missing from the index for good.
      let kept = made.clamped(to: log.removed..<max(log.removed, made.upperBound))
      if writesBack, leaves.count == kept.count { keepIndex(rows, number, of: log) }
    }
    rows.removeLast(rows.count - inFile * AuditIndex.rowLength)
    for index in range.lowerBound + inFile..<max(range.lowerBound + inFile, range.upperBound) {
      rows += AuditIndex.row(of: log.tail[index - log.stored]).bytes
    }
    return rows
  }

  /// Writes rows that had to be made from the entries, so that the next question finds them. Where the log went on, or
  /// entries were removed meanwhile, whoever did that writes the file.
  private func keepIndex(_ rows: [UInt8], _ number: Int, of log: ReadableLog) {
    storing.withLock { _ in
      let isSame = store.readLatest { state in
        let stored =
          state.audit.instance?.id == log.instance
          ? state.audit.stored : state.audit.former.first { $0.instance.id == log.instance }?.size
        return stored == log.stored && state.audit.retention.removed(of: log.instance) == log.removed
      }
      if isSame { try? files.write([(Self.indexPath(log.instance, number), rows)]) }
    }
  }

  /// The files of the index that change when `entries` are stored from number `start` on.
  func indexFiles(adding entries: [[UInt8]], at start: Int, of instance: String) -> [(path: String, bytes: [UInt8])] {
    var files: [(path: String, bytes: [UInt8])] = []
    var next = start
    let log = ReadableLog(instance: instance, stored: start)
    while next < start + entries.count {
      let number = next / AuditIndex.rowsPerFile
      let first = number * AuditIndex.rowsPerFile
      let end = min(start + entries.count, first + AuditIndex.rowsPerFile)
      var rows = next > first ? indexRows(of: log, first..<next) : []
      for entry in entries[next - start..<end - start] { rows += AuditIndex.row(of: entry).bytes }
      files.append((Self.indexPath(instance, number), rows))
      next = end
    }
    return files
  }
}

extension AuditEntry {
  /// True where the entry has what is asked for, and the keys open what is asked for of its commitments.
  fileprivate func fits(_ query: AuditQuery, _ keys: [AuditThing: [UInt8]]) -> Bool {
    guard let entry = try? JSONValue(parsing: leaf) else { return false }
    func has(_ member: String, _ word: String?) -> Bool { word == nil || entry[member]?.stringValue == word }
    guard has("kind", query.kind?.rawValue), has("peer", query.peer?.text), has("agreement", query.agreement?.base64URL)
    else { return false }
    if let holder = query.holder, !holds(.holder(holder), entry, keys) { return false }
    if let thing = query.thing, !holds(thing, entry, keys) { return false }
    return true
  }

  /// True where one of the entry's commitments is one to this thing.
  private func holds(_ thing: AuditThing, _ entry: JSONValue, _ keys: [AuditThing: [UInt8]]) -> Bool {
    guard let key = keys[thing] else { return false }
    let held = entry["holder"].map { [$0] } ?? []
    let commitments = held + (entry["things"]?.arrayValue ?? [])
    return commitments.enumerated().contains { place, commitment in
      let opening = AuditOpening(thing: thing, key: key, instance: id.instance, index: id.index, place: place)
      return commitment.stringValue == Base64URL.encode(opening.commitment)
    }
  }
}
