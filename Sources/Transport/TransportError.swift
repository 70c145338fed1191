import Glibc

/// Why a listener or its TLS policy could not be set up; the text says what to do.
public struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, for an operator. Holds no key material.
  public let description: String

  init(_ description: String) { self.description = description }

  /// The error of a system call that had to do `task`.
  static func system(_ task: String, _ code: Int32) -> TransportError {
    TransportError("Could not \(task): \(String(cString: strerror(code))).")
  }
}
