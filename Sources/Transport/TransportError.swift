import Glibc
import System

/// Why a listener or its TLS policy could not be set up; the text says what to do.
public struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What an operator has to look at.
  public enum Cause: Sendable {
    /// Another program listens on the address.
    case addressInUse
    /// The listener's own certificate or key cannot be used.
    case ownCertificate
    case other
  }

  /// What went wrong, for an operator. Holds no key material.
  public let description: String
  /// What an operator has to look at.
  public let cause: Cause

  init(_ description: String, _ cause: Cause = .other) { (self.description, self.cause) = (description, cause) }

  /// The error of a system call that had to do `task`.
  static func system(_ task: String, _ code: Int32) -> TransportError {
    TransportError(
      "Could not \(task): \(FileError.text(of: code)).", code == EADDRINUSE ? .addressInUse : .other)
  }
}
