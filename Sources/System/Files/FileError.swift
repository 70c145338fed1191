import Glibc

/// Why the system refused a file operation: the operation, the path where one is known, and the system's own words.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A verb for people (`replace`) or the name of the system call.
  package let operation: String
  /// Empty where only a descriptor is known.
  package let path: String
  /// The error number.
  package let number: Int32
  /// Whether it was a sync that failed: what had been accepted may be lost, and no retry tells.
  package let isSync: Bool

  /// The error of an operation; without a number, what `errno` says now.
  package init(_ operation: String, _ path: String = "", number: Int32 = errno, isSync: Bool = false) {
    (self.operation, self.path, self.number, self.isSync) = (operation, path, number, isSync)
  }

  /// The operation with the path that it was for.
  package var action: String { path.isEmpty ? operation : "\(operation) \(path)" }

  /// What happened, for an operator.
  package var description: String { "cannot \(action): \(Self.text(of: number))" }

  /// Whether the disk, the quota or the limit of file sizes is full in a way that waiting can solve. A sync that reports it
  /// has dropped pages.
  package var isNoSpace: Bool { [ENOSPC, EDQUOT, EFBIG].contains(number) && !isSync }

  /// The system's words for an error number.
  package static func text(of number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
  }
}
