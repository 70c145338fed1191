import COpenSSL
import Glibc

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
  /// The 32-byte digest of the parts, one after the other.
  public static func hash(_ parts: [UInt8]...) -> [UInt8] {
    ThreadDigest.hash(parts, with: .sha256, count: 32)
  }

  /// A digest over bytes that arrive in pieces. A copy goes on by itself.
  public struct Stream {
    private var state: DigestState

    /// A digest of nothing yet.
    public init() { state = DigestState(.sha256) }

    /// Adds `bytes` at the end.
    public mutating func update(_ bytes: [UInt8]) {
      if !isKnownUniquelyReferenced(&state) { state = state.copy() }
      state.update(bytes)
    }

    /// The 32-byte digest of all bytes so far; more may be added afterwards.
    public func finish() -> [UInt8] { state.copy().finish(count: 32) }
  }
}

/// SHA-512 (FIPS 180-4).
public enum SHA512 {
  /// The 64-byte digest of the parts, one after the other.
  public static func hash(_ parts: [UInt8]...) -> [UInt8] {
    ThreadDigest.hash(parts, with: .sha512, count: 64)
  }
}

/// One digest context a thread, so that a short hash costs no allocation of its own.
private enum ThreadDigest {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    guard pthread_key_create(&key, { EVP_MD_CTX_free(OpaquePointer($0)) }) == 0 else {
      OpenSSL.unavailable("digest context")
    }
    return key
  }()

  private static func context() -> OpaquePointer {
    if let held = pthread_getspecific(key) { return OpaquePointer(held) }
    guard let made = EVP_MD_CTX_new(), pthread_setspecific(key, UnsafeRawPointer(made)) == 0 else {
      OpenSSL.unavailable("digest context")
    }
    return made
  }

  static func hash(_ parts: [[UInt8]], with algorithm: FetchedAlgorithm, count: Int) -> [UInt8] {
    let context = context()
    var digest = [UInt8](repeating: 0, count: count)
    var good = EVP_DigestInit_ex2(context, algorithm.pointer, nil)
    for part in parts { good &= EVP_DigestUpdate(context, part, part.count) }
    good &= EVP_DigestFinal_ex(context, &digest, nil)
    guard good == 1 else { OpenSSL.unavailable("digest") }
    return digest
  }
}

/// An owned digest context.
private final class DigestState {
  private let context: OpaquePointer

  private init(takingOwnershipOf context: OpaquePointer?) {
    guard let context else { OpenSSL.unavailable("digest context") }
    self.context = context
  }

  convenience init(_ algorithm: FetchedAlgorithm) {
    self.init(takingOwnershipOf: EVP_MD_CTX_new())
    guard EVP_DigestInit_ex2(context, algorithm.pointer, nil) == 1 else { OpenSSL.unavailable("digest") }
  }

  deinit { EVP_MD_CTX_free(context) }

  func copy() -> DigestState {
    let copy = DigestState(takingOwnershipOf: EVP_MD_CTX_new())
    guard EVP_MD_CTX_copy_ex(copy.context, context) == 1 else { OpenSSL.unavailable("digest copy") }
    return copy
  }

  func update(_ bytes: [UInt8]) {
    guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { OpenSSL.unavailable("digest") }
  }

  func finish(count: Int) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: count)
    guard EVP_DigestFinal_ex(context, &digest, nil) == 1 else { OpenSSL.unavailable("digest") }
    return digest
  }
}
