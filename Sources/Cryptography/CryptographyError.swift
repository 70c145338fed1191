import COpenSSL

/// A cryptographic operation that failed. It names the operation and OpenSSL's reasons, never the data.
public struct CryptographyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was attempted, such as `AES-256-GCM open`.
  public let operation: String
  /// Why it failed: our own words, or the reasons in OpenSSL's error queue, oldest first.
  public let reason: String

  /// An error with a reason of our own.
  public init(operation: String, reason: String) {
    self.operation = operation
    self.reason = reason
  }

  /// Operation and reason in one line.
  public var description: String { "\(operation): \(reason)" }

  /// Takes the whole error queue of this thread, so that no old entry is found by a later call.
  static func fromQueue(_ operation: String) -> CryptographyError {
    var reasons: [String] = []
    while case let code = ERR_get_error(), code != 0 {
      reasons.append(ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)")
    }
    return CryptographyError(
      operation: operation, reason: reasons.isEmpty ? "refused" : reasons.joined(separator: "; "))
  }
}

/// Checks of OpenSSL's return values. Callers clear the queue with `ERR_clear_error()` before the first call.
enum OpenSSL {
  /// Throws unless `status` is 1.
  static func check(_ status: Int32, _ operation: String) throws(CryptographyError) {
    guard status == 1 else { throw .fromQueue(operation) }
  }

  /// The value, or the error queue where there is none.
  static func some<Value>(_ value: Value?, _ operation: String) throws(CryptographyError) -> Value {
    guard let value else { throw .fromQueue(operation) }
    return value
  }

  /// For digests, which fail only when memory or the library itself is gone: made-up bytes would be worse than stopping.
  static func unavailable(_ operation: String) -> Never {
    preconditionFailure(CryptographyError.fromQueue(operation).description)
  }
}
