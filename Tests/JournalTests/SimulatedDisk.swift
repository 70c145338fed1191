import Glibc
import System
import TestSupport

@testable import Journal

/// A disk in memory that knows what is durable: it can die at any operation, lose what was not synced sector by
/// sector, be full, or fail a sync.
final class SimulatedDisk: FileSystem {
  enum Operation: Equatable { case create, write, sync, syncDirectory, rename, remove }
  enum Fault { case noSpace, quota, inputOutput }

  struct Inode {
    var contents: [UInt8] = []
    var durable: [UInt8] = []
    var dirty: Set<Int> = []
  }

  enum NameChange {
    case add(String, Int32)
    case remove(String)
    case rename(String, to: String)

    func apply(to names: inout [String: Int32]) {
      switch self {
      case .add(let name, let inode): names[name] = inode
      case .remove(let name): names[name] = nil
      case .rename(let name, let newName):
        if let inode = names.removeValue(forKey: name) { names[newName] = inode }
      }
    }
  }

  struct State {
    var inodes: [Int32: Inode] = [:]
    var names: [String: Int32] = [:]
    /// The directory as last synced, and each change since then.
    var durableNames: [String: Int32] = [:]
    var changes: [NameChange] = []
    var descriptors: [Int32: Int32] = [:]
    var nextNumber: Int32 = 3
    var isLocked = false
    var isDead = false
    var operations = 0
    var diesAt: Int?
    /// How many bytes of the write at which it dies are written.
    var cutAt = 0
    var fault: (@Sendable (Operation, Int) -> Fault?)?

    mutating func change(_ change: NameChange) {
      change.apply(to: &names)
      changes.append(change)
    }
  }

  private let state: Guarded<State>

  init(_ state: State = .init()) { self.state = Guarded(state) }

  var operations: Int { state.withLock { $0.operations } }
  var names: [String] { state.withLock { $0.names.keys.sorted() } }

  func die(at operation: Int?, afterBytes count: Int = .max) {
    state.withLock {
      $0.diesAt = operation
      $0.cutAt = count
    }
  }

  /// Asks `fault` about every operation that changes the disk, with its running number.
  func fail(_ fault: (@Sendable (Operation, Int) -> Fault?)?) { state.withLock { $0.fault = fault } }

  /// What a new process finds: everything that was written, synced or not.
  func afterKill() -> SimulatedDisk {
    state.withLock { state in
      var next = State()
      next.inodes = state.inodes
      next.names = state.names
      next.durableNames = state.durableNames
      next.changes = state.changes
      next.nextNumber = state.nextNumber
      return SimulatedDisk(next)
    }
  }

  /// What is there after the power failed: of unsynced sectors and names, some.
  func afterPowerCut(_ random: SeededRandom) -> SimulatedDisk {
    state.withLock { state in
      var next = State()
      var generator = random
      next.names = state.durableNames
      // In any choice, but for a file's creation, without which nothing else that happened to its name can be.
      for change in state.changes {
        if case .add = change {
          change.apply(to: &next.names)
        } else if Bool.random(using: &generator) {
          change.apply(to: &next.names)
        }
      }
      next.durableNames = next.names
      next.nextNumber = state.nextNumber
      for (number, inode) in state.inodes {
        var survivor = inode.durable
        // The size is durable with any later block, so it may have grown as well.
        if inode.contents.count > survivor.count && Bool.random(using: &generator) {
          survivor += [UInt8](repeating: 0, count: inode.contents.count - survivor.count)
        }
        for sector in inode.dirty.sorted() where Bool.random(using: &generator) {
          let end = min((sector + 1) * 512, survivor.count, inode.contents.count)
          if sector * 512 < end {
            survivor.replaceSubrange(sector * 512..<end, with: inode.contents[sector * 512..<end])
          }
        }
        next.inodes[number] = Inode(contents: survivor, durable: survivor)
      }
      return SimulatedDisk(next)
    }
  }

  /// The contents of a file, for a test to look at or damage.
  subscript(path: String) -> [UInt8]? {
    get {
      state.withLock { state in state.names[path].flatMap { state.inodes[$0]?.contents } }
    }
    set {
      state.withLock { state in
        if let newValue {
          let number = state.names[path] ?? state.nextNumber
          if number == state.nextNumber { state.nextNumber += 1 }
          state.names[path] = number
          state.inodes[number] = Inode(contents: newValue, durable: newValue)
        } else {
          state.names[path] = nil
        }
        state.durableNames = state.names
        state.changes = []
      }
    }
  }

  private func change<Value>(
    _ operation: Operation, _ body: (inout State, _ dies: Bool) throws(FileError) -> Value
  ) throws(FileError) -> Value {
    try state.withLock { state throws(FileError) in
      if state.isDead { throw FileError("dead", number: EIO) }
      state.operations += 1
      let dies = state.operations == state.diesAt
      if dies { state.isDead = true }
      let isSync = operation == .sync || operation == .syncDirectory
      switch state.fault?(operation, state.operations) {
      case .noSpace: throw FileError("\(operation)", number: ENOSPC, isSync: isSync)
      case .quota: throw FileError("\(operation)", number: EDQUOT, isSync: isSync)
      case .inputOutput: throw FileError("\(operation)", number: EIO, isSync: isSync)
      case nil: break
      }
      let value = try body(&state, dies)
      if dies { throw FileError("dead", number: EIO) }
      return value
    }
  }

  private func look<Value>(_ body: (inout State) throws(FileError) -> Value) throws(FileError) -> Value {
    try state.withLock { state throws(FileError) in
      if state.isDead { throw FileError("dead", number: EIO) }
      return try body(&state)
    }
  }

  func makeDirectory(_ path: String) throws(FileError) {}

  func names(in directory: String) throws(FileError) -> [String] {
    try look { state in
      let inside = state.names.keys.filter { $0.hasPrefix(directory + "/") }
      return Array(Set(inside.map { String($0.dropFirst(directory.count + 1).prefix { $0 != "/" }) }))
    }
  }

  func create(_ path: String) throws(FileError) -> Int32 {
    try change(.create) { state, _ in
      let number = state.nextNumber
      state.nextNumber += 2
      state.inodes[number] = Inode()
      state.change(.add(path, number))
      state.descriptors[number + 1] = number
      return number + 1
    }
  }

  func open(_ path: String) throws(FileError) -> Int32 {
    try look { state throws(FileError) in
      guard let number = state.names[path] else { throw FileError("open", number: ENOENT) }
      let descriptor = state.nextNumber
      state.nextNumber += 1
      state.descriptors[descriptor] = number
      return descriptor
    }
  }

  func close(_ file: Int32) {
    state.withLock { state in
      if file == 0 { state.isLocked = false }
      state.descriptors[file] = nil
    }
  }

  func size(of file: Int32) throws(FileError) -> Int {
    try look { state in state.descriptors[file].flatMap { state.inodes[$0]?.contents.count } ?? 0 }
  }

  func read(_ file: Int32, count: Int, at offset: Int) throws(FileError) -> [UInt8] {
    try look { state in
      guard let number = state.descriptors[file], let contents = state.inodes[number]?.contents else { return [] }
      return offset < contents.count ? Array(contents[offset..<min(offset + count, contents.count)]) : []
    }
  }

  func write(_ bytes: [UInt8], to file: Int32, at offset: Int) throws(FileError) {
    try change(.write) { state, dies throws(FileError) in
      let count = dies ? min(state.cutAt, bytes.count) : bytes.count
      guard count > 0 else { return }
      guard let number = state.descriptors[file], var inode = state.inodes[number] else {
        throw FileError("write", number: EBADF)
      }
      state.inodes[number] = nil
      if inode.contents.count < offset + count {
        inode.contents += [UInt8](repeating: 0, count: offset + count - inode.contents.count)
      }
      inode.contents.replaceSubrange(offset..<offset + count, with: bytes[..<count])
      inode.dirty.formUnion(offset / 512...(offset + count - 1) / 512)
      state.inodes[number] = inode
    }
  }

  func syncData(_ file: Int32) throws(FileError) {
    try change(.sync) { state, dies in
      guard !dies, let number = state.descriptors[file], let inode = state.inodes[number] else { return }
      state.inodes[number] = Inode(contents: inode.contents, durable: inode.contents)
    }
  }

  func syncDirectory(_ path: String) throws(FileError) {
    try change(.syncDirectory) { state, dies in
      if !dies {
        state.durableNames = state.names
        state.changes = []
      }
    }
  }

  func rename(_ path: String, to newPath: String) throws(FileError) {
    try change(.rename) { state, _ in
      state.change(.rename(path, to: newPath))
    }
  }

  func remove(_ path: String) throws(FileError) {
    try change(.remove) { state, _ in
      state.change(.remove(path))
    }
  }

  func removeDirectory(_ path: String) throws(FileError) {}

  func lock(_ path: String) throws(FileError) -> LockOutcome {
    try look { state in
      if state.isLocked { return .inUse(pid: getpid()) }
      state.isLocked = true
      return .held(0)
    }
  }
}
