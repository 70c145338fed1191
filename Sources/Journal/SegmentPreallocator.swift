import System

/// Keeps one preallocated segment ready on a thread of its own: writing 8 MiB of zeros would hold up a commit.
final class SegmentPreallocator: @unchecked Sendable {
  // Unchecked: every variable is touched only between `lock.lock()` and `lock.unlock()`.

  private let paths: StorePaths
  private let size: Int
  private let files: any FileSystem
  private let lock = Lock()
  private let changed: Condition
  private var ready: PreallocatedSegment?
  private var failure: FileError?
  private var isWanted = true
  private var isStopping = false

  init(paths: StorePaths, size: Int, files: any FileSystem) {
    self.paths = paths
    self.size = size
    self.files = files
    changed = Condition(with: lock)
  }

  /// The thread's work: returns after `stop`.
  func run() {
    lock.lock()
    defer { lock.unlock() }
    while !isStopping {
      guard isWanted else {
        changed.wait()
        continue
      }
      isWanted = false
      lock.unlock()
      let result = Result { () throws(FileError) in
        try PreallocatedSegment(path: paths.preallocated, size: size, files: files)
      }
      lock.lock()
      switch result {
      case .success(let preallocated): ready = preallocated
      case .failure(let error): failure = error
      }
      changed.broadcast()
    }
  }

  /// The preallocated segment, as soon as it is there. It keeps its name until `taken` is called.
  func take() throws(FileError) -> PreallocatedSegment {
    lock.lock()
    defer { lock.unlock() }
    // An attempt that failed earlier, in the background, says little about now.
    if failure != nil {
      failure = nil
      isWanted = true
      changed.broadcast()
    }
    while true {
      if let ready {
        self.ready = nil
        return ready
      }
      if let failure {
        throw failure
      }
      changed.wait()
    }
  }

  /// The preallocated segment that was taken has another name now; the next one can be made.
  func taken() {
    lock.lock()
    defer { lock.unlock() }
    isWanted = true
    changed.broadcast()
  }

  /// Ends `run`; the preallocated segment is removed by `discard`, after the thread was joined.
  func stop() {
    lock.lock()
    defer { lock.unlock() }
    isStopping = true
    changed.broadcast()
  }

  /// Removes a preallocated segment that nobody took.
  func discard() {
    lock.lock()
    defer { lock.unlock() }
    guard let ready else { return }
    files.close(ready.file)
    try? files.remove(ready.path)
    self.ready = nil
  }
}
