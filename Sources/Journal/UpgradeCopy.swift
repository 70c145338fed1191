import Glibc
import Synchronization
import System

/// The store as it was before a newer program first wrote into it: `before-upgrade` in the store's directory, with which an
/// operator can go back to the older program. It is kept for seven days of running time, whatever the clock says.
///
/// The copy is whole once the file `hours` stands in it, with the hours for which it was kept; without, it is removed.
public final class UpgradeCopy: Sendable {
  /// For how many hours of running time it is kept at most.
  public static let longestHours = 7 * 24
  private static let pieceBytes = 1 << 20

  private struct State: Sendable {
    /// The hours that it was kept for; nil where there is none.
    var hours: Int?
    /// When the last of them was counted, on the monotonic clock.
    var countedAt: Int
  }

  private let paths: StorePaths
  private let files: any FileSystem
  private let monotonicSeconds: @Sendable () -> Int
  private let state: Mutex<State>

  /// Looks for the copy in a store that is being opened. A start counts as an hour, so that one that restarts often counts too.
  init(
    paths: StorePaths, files: any FileSystem,
    monotonicSeconds: @escaping @Sendable () -> Int = UpgradeCopy.monotonicSeconds
  ) throws(JournalError) {
    self.paths = paths
    self.files = files
    self.monotonicSeconds = monotonicSeconds
    state = Mutex(State(hours: nil, countedAt: monotonicSeconds()))
    do throws(FileError) {
      guard try files.names(in: paths.directory).contains(StorePaths.upgradeCopyName) else { return }
      if let hours = try readHours() {
        try write(hours: hours + 1)
        state.withLock { $0.hours = hours + 1 }
      } else {
        try removeFiles()
      }
    } catch { throw error.journalError }
  }

  /// How many hours of running time are left; nil where there is no copy.
  public var hoursLeft: Int? { state.withLock { $0.hours.map { max(0, Self.longestHours - $0) } } }

  /// Copies the store as it is. Called before anything is appended.
  public func make() throws(JournalError) {
    do throws(FileError) {
      if try files.names(in: paths.directory).contains(StorePaths.upgradeCopyName) { try removeFiles() }
      try files.makeDirectory(paths.upgradeCopy)
      for name in try files.names(in: paths.directory)
      where StorePaths.segmentNumber(name) != nil || StorePaths.snapshotNumber(name) != nil {
        try copy(paths.directory + "/" + name, to: paths.upgradeCopy + "/" + name)
      }
      try write(hours: 0)
    } catch { throw error.journalError }
    state.withLock { $0 = State(hours: 0, countedAt: monotonicSeconds()) }
  }

  /// Counts the time, and removes the copy once it was kept long enough.
  ///
  /// - Returns: true where it was removed.
  public func age() throws(JournalError) -> Bool {
    let now = monotonicSeconds()
    let counted = state.withLock { state -> Int? in
      guard let hours = state.hours, now - state.countedAt >= 3_600 else { return nil }
      state = State(hours: hours + 1, countedAt: now)
      return hours + 1
    }
    guard let counted else { return false }
    if counted >= Self.longestHours { return try remove() }
    do { try write(hours: counted) } catch { throw error.journalError }
    return false
  }

  /// Removes the copy for good; false where there is none.
  @discardableResult
  public func remove() throws(JournalError) -> Bool {
    guard hoursLeft != nil else { return false }
    do { try removeFiles() } catch { throw error.journalError }
    state.withLock { $0.hours = nil }
    return true
  }

  // MARK: - Files

  private var hoursFile: String { paths.upgradeCopy + "/hours" }

  private func readHours() throws(FileError) -> Int? {
    guard try files.names(in: paths.upgradeCopy).contains("hours") else { return nil }
    let file = try files.open(hoursFile)
    defer { files.close(file) }
    return Int(String(decoding: try files.read(file, count: 8, at: 0), as: UTF8.self).prefix { $0.isNumber })
  }

  private func write(hours: Int) throws(FileError) {
    let file = try files.create(hoursFile + StorePaths.unfinished)
    do throws(FileError) {
      try files.write(Array("\(hours)\n".utf8), to: file, at: 0)
      try files.syncData(file)
    } catch {
      files.close(file)
      throw error
    }
    files.close(file)
    try files.rename(hoursFile + StorePaths.unfinished, to: hoursFile)
    try files.syncDirectory(paths.upgradeCopy)
  }

  private func copy(_ path: String, to newPath: String) throws(FileError) {
    let source = try files.open(path)
    defer { files.close(source) }
    let target = try files.create(newPath)
    defer { files.close(target) }
    let size = try files.size(of: source)
    for offset in stride(from: 0, to: size, by: Self.pieceBytes) {
      let piece = try files.read(source, count: min(Self.pieceBytes, size - offset), at: offset)
      try files.write(piece, to: target, at: offset)
    }
    try files.syncData(target)
  }

  /// The file that makes it whole goes first: what a crash leaves is removed at the next start.
  private func removeFiles() throws(FileError) {
    try files.remove(hoursFile)
    for name in try files.names(in: paths.upgradeCopy) { try files.remove(paths.upgradeCopy + "/" + name) }
    try files.removeDirectory(paths.upgradeCopy)
    try files.syncDirectory(paths.directory)
  }

  /// Seconds of the machine's running time, sleep included: no change of the clock moves them.
  private static func monotonicSeconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return time.tv_sec
  }
}
