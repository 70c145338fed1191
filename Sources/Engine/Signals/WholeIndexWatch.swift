import Synchronization

/// Sees to it that one file of the whole index is read at a time, and remembers what others reported meanwhile.
final class WholeIndexWatch: Sendable {
  /// Ids that were reported since the file began to be read; nil where none is read.
  private let watch = Mutex<Set<String>?>(nil)

  /// Begins a file; false while another is read.
  func begin() -> Bool {
    watch.withLock { watch in
      guard watch == nil else { return false }
      watch = []
      return true
    }
  }

  /// Ends the file.
  func end() { watch.withLock { $0 = nil } }

  /// Notes what others report while a file is read.
  func note(_ ids: [String]) { watch.withLock { $0?.formUnion(ids) } }

  /// What others reported since the file began to be read.
  var reported: Set<String> { watch.withLock { $0 ?? [] } }
}
