import PeerProtocol
import Region
import Synchronization
import TransparencyLog

/// What becomes of entries after their term. Only the entries go: the tiles of hashes stay, and prove what is left.
final class AuditPruning: Sendable {
  /// Bundles that are looked at for one instance on one day at most.
  private static let bundleLimit = 4_096
  /// The part of an instance's bundles that goes on one day at most. Should a clock be wrong and trusted all the same,
  /// somebody can notice before much is gone.
  private static let dailyPart = 20

  private let audit: AuditLog
  /// The day for which the terms of entries were last looked at.
  private let prunedFor = Mutex<CalendarDate?>(nil)

  init(_ audit: AuditLog) { self.audit = audit }

  /// Removes the entries whose term is over, whole bundles from the front of each instance. Once a day.
  ///
  /// The removal is durable before the first file goes. Files that a stop left behind go at the next start.
  func prune(_ profile: RetentionProfile) throws(Refusal) {
    let day = audit.clock.today
    guard prunedFor.withLock({ $0 != day }) else { return }
    try clearRemoved(on: day)
    let kept = profile.auditEntriesKept(from: day)
    let (logs, _) = try audit.readableLogs()
    let found = logs.compactMap { log in
      if let ended = log.endedOn, ended < kept { return lastSpan(of: log, endedOn: ended) }
      return span(of: log, keptFrom: kept, on: day)
    }
    let event = try audit.store.commit { (transaction) throws(Refusal) -> AuditEvent? in
      let event = transaction.state.audit.decidePruning(found, on: day, clock: transaction.state.clock)
      if let event { try transaction.append(.audit(event)) }
      return event
    }
    if case .pruned(let spans, _) = event {
      removeFiles()
      for span in spans {
        audit.log(
          LogEvent(
            .info, "audit-entries-removed",
            ["instance": .string(span.instance), "before": JSONValue(span.before), "kept": JSONValue(kept.iso)]))
      }
    }
    prunedFor.withLock { $0 = day }
  }

  // MARK: - Which entries

  /// Bundles of an instance that may go on one day.
  private func dailyBundles(of log: AuditLog.ReadableLog) -> Int {
    max(1, (log.size - log.removed) / TilePath.fullWidth / Self.dailyPart)
  }

  /// The next part of a former instance that ended before the day from which entries are kept: all of it is over its term,
  /// also the last entries, which fill no bundle, and those that only its files know of.
  private func lastSpan(of log: AuditLog.ReadableLog, endedOn ended: CalendarDate) -> PrunedSpan? {
    guard log.removed < log.size else { return nil }
    let width = TilePath.fullWidth
    let next = (log.removed / width + dailyBundles(of: log)) * width
    guard next < log.size else { return PrunedSpan(instance: log.instance, before: log.size, keptFrom: nil) }
    return PrunedSpan(instance: log.instance, before: next, keptFrom: firstDay(of: log, from: next) ?? ended)
  }

  /// How far the front of an instance is over its term; nil where nothing more is to be removed.
  private func span(of log: AuditLog.ReadableLog, keptFrom kept: CalendarDate, on day: CalendarDate) -> PrunedSpan? {
    let width = TilePath.fullWidth
    // A former instance keeps its last entry until it ended long enough ago.
    let end = min(log.stored, log.endedOn == nil ? log.stored : log.size - 1) / width * width
    guard log.removed < end else { return nil }
    let bundles = dailyBundles(of: log)
    var (before, start, count) = (log.removed, log.removed, 0)
    while start < end, count < Self.bundleLimit {
      let next = min(end, (start / width + 1) * width)
      switch days(of: log, start..<next) {
      case .missing: break
      case .unreadable: return finished(log, before, nil)
      case .entries(let first, let last):
        guard last < kept, (before - log.removed) / width < bundles else {
          return finished(log, before, first)
        }
        before = next
      }
      start = next
      count += 1
    }
    // What follows the last bundle of the present instance is still young, or was not looked at.
    // Its next entry is that of this removal.
    let oldest = before < log.size ? firstDay(of: log, from: before) : day
    return finished(log, before, oldest)
  }

  private func finished(_ log: AuditLog.ReadableLog, _ before: Int, _ oldest: CalendarDate?) -> PrunedSpan? {
    guard before > log.removed, let oldest else { return nil }
    return PrunedSpan(instance: log.instance, before: before, keptFrom: oldest)
  }

  private enum Days {
    /// The first and the last day of the entries.
    case entries(CalendarDate, CalendarDate)
    /// The files lack them: a backup from before was put back, for example.
    case missing
    case unreadable
  }

  private func days(of log: AuditLog.ReadableLog, _ range: Range<Int>) -> Days {
    let leaves = audit.leaves(of: log, range)
    guard !leaves.isEmpty else { return isMissing(log, range.lowerBound) ? .missing : .unreadable }
    let days = leaves.compactMap { Self.day(of: $0.1) }
    guard let first = days.min(), let last = days.max(), days.count == range.count else { return .unreadable }
    return .entries(first, last)
  }

  private func firstDay(of log: AuditLog.ReadableLog, from start: Int) -> CalendarDate? {
    audit.leaves(of: log, start..<min(log.size, start + TilePath.fullWidth)).compactMap { Self.day(of: $0.1) }.min()
  }

  private func isMissing(_ log: AuditLog.ReadableLog, _ index: Int) -> Bool {
    guard index < log.stored, let path = TilePath.bundle(ofEntry: UInt64(index), logSize: UInt64(log.stored)) else {
      return false
    }
    do {
      _ = try audit.file(path, of: log.instance)
      return false
    } catch { return error is AuditFolderFault }
  }

  private static func day(of leaf: [UInt8]) -> CalendarDate? {
    let at = (try? JSONValue(parsing: leaf))?["at"]?.stringValue
    return at.flatMap { Timestamp(rfc3339: $0) }.map { CalendarDate($0) }
  }

  // MARK: - Their files

  /// Removes what a stop left behind. That it is gone is recorded a day later: by then the disk has taken it, too.
  private func clearRemoved(on day: CalendarDate) throws(Refusal) {
    guard audit.store.readLatest({ !$0.audit.retention.uncleared.isEmpty }) else { return }
    removeFiles()
    try audit.store.commit { (transaction) throws(Refusal) in
      let retention = transaction.state.audit.retention
      guard let pruned = retention.prunedOn, pruned != day, !retention.uncleared.isEmpty else { return }
      try transaction.append(.audit(.prunedFilesRemoved(retention.uncleared.keys.sorted())))
    }
  }

  /// Removes the bundles of removed entries, and their rows in the index.
  private func removeFiles() {
    audit.storing.withLock { _ in
      let (uncleared, logs) = audit.store.readLatest { state in
        (state.audit.retention.uncleared, state.audit.formerSizes)
      }
      for (instance, range) in uncleared {
        let width = TilePath.fullWidth
        guard range.upperBound < logs[instance] ?? .max else {
          // The files may hold more than the store knows, as after a restore of the audit.store.
          audit.files.remove(["tile/entries", "index"].map { AuditLog.folder(instance) + $0 })
          continue
        }
        let last = (range.upperBound + width - 1) / width
        let paths = (range.lowerBound / width..<last).flatMap { number in
          let path = TilePath.bundle(UInt64(number))
          return [path.text, path.partialFolder]
        }
        audit.files.remove(paths.map { AuditLog.folder(instance) + $0 })
        removeRows(range, of: instance)
      }
    }
  }

  private func removeRows(_ range: Range<Int>, of instance: String) {
    let unit = AuditIndex.rowsPerFile
    let (first, end) = (range.lowerBound / unit, range.upperBound / unit)
    if first < end { audit.files.remove((first..<end).map { AuditLog.indexPath(instance, $0) }) }
    guard range.upperBound % unit > 0 else { return }
    let path = AuditLog.indexPath(instance, end)
    guard var rows = (try? audit.files.read(path)) ?? nil else { return }
    let count = min(rows.count, range.upperBound % unit * AuditIndex.rowLength)
    guard rows.prefix(count).contains(where: { $0 != 0 }) else { return }
    rows.replaceSubrange(..<count, with: [UInt8](repeating: 0, count: count))
    do { try audit.files.write([(path, rows)]) } catch {
      // Whoever asks finds no entry behind these rows; they go with the next entries.
      audit.log(LogEvent(.warning, "audit-files-failed", ["reason": .string("\(error)")]))
    }
  }
}

extension AuditState {
  /// How many entries each former instance had.
  fileprivate var formerSizes: [String: Int] {
    Dictionary(former.map { ($0.instance.id, $0.size + $0.tail.count) }) { first, _ in first }
  }
}
