import COpenSSL

/// A cipher that also shows whether anything was changed: keys of 32, nonces of 12 and tags of 16 bytes.
public struct AuthenticatedCipher: Sendable {
  /// Which cipher it is.
  public enum Algorithm: Sendable {
    /// AES-256 in Galois/Counter Mode (NIST SP 800-38D).
    case aes256GCM
    /// ChaCha20 with Poly1305 (RFC 8439).
    case chaCha20Poly1305

    fileprivate var fetched: FetchedAlgorithm {
      switch self {
      case .aes256GCM: .aes256GCM
      case .chaCha20Poly1305: .chaCha20Poly1305
      }
    }

    /// What errors call it.
    fileprivate var name: String {
      switch self {
      case .aes256GCM: "AES-256-GCM"
      case .chaCha20Poly1305: "ChaCha20-Poly1305"
      }
    }
  }

  /// Length of a key in bytes.
  public static let keyLength = 32
  /// Length of a nonce in bytes. A nonce is used once under a key.
  public static let nonceLength = 12
  /// Length of the tag, by which what is sealed is longer than the plaintext.
  public static let tagLength = 16

  private let algorithm: FetchedAlgorithm
  private let name: String
  private let key: SecretBytes

  /// A cipher with a key of 32 bytes; throws for any other length.
  public init(_ algorithm: Algorithm, key: [UInt8]) throws(CryptographyError) {
    (self.algorithm, name) = (algorithm.fetched, algorithm.name)
    guard key.count == Self.keyLength else {
      throw CryptographyError(operation: "\(algorithm.name) key", reason: "a key has 32 bytes")
    }
    self.key = SecretBytes(key)
  }

  /// The ciphertext followed by the 16-byte tag over it and `additionalData`.
  ///
  /// Throws when the nonce has not 12 bytes, or an input has 2^31 bytes or more.
  public func seal(
    _ plaintext: [UInt8], nonce: [UInt8], additionalData: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    let operation = "\(name) seal"
    let context = try start(encrypting: true, nonce, additionalData, textCount: plaintext.count, operation)
    defer { EVP_CIPHER_CTX_free(context) }
    let count = plaintext.count
    var sealed = [UInt8](repeating: 0, count: count + Self.tagLength)
    let status = sealed.withUnsafeMutableBufferPointer { sealed -> Int32 in
      guard let output = sealed.baseAddress else { return 0 }
      var written: Int32 = 0
      guard EVP_CipherUpdate(context, output, &written, plaintext, Int32(count)) == 1, Int(written) == count,
        EVP_CipherFinal_ex(context, output + count, &written) == 1
      else { return 0 }
      return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), output + count)
    }
    try OpenSSL.check(status, operation)
    return sealed
  }

  /// The plaintext of what `seal` made with the same nonce and additional data; throws when anything was changed.
  public func open(
    _ sealed: [UInt8], nonce: [UInt8], additionalData: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    let operation = "\(name) open"
    let count = sealed.count - Self.tagLength
    guard count >= 0 else { throw CryptographyError(operation: operation, reason: "shorter than a tag") }
    let context = try start(encrypting: false, nonce, additionalData, textCount: count, operation)
    defer { EVP_CIPHER_CTX_free(context) }
    var tag = Array(sealed[count...])
    var plaintext = [UInt8](repeating: 0, count: count)
    var written: Int32 = 0
    // The final step writes nothing in this mode, but must not be given a null address.
    var rest: [UInt8] = [0]
    guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), &tag) == 1,
      EVP_CipherUpdate(context, &plaintext, &written, sealed, Int32(count)) == 1, Int(written) == count,
      EVP_CipherFinal_ex(context, &rest, &written) == 1
    else {
      ERR_clear_error()
      throw CryptographyError(operation: operation, reason: "does not verify")
    }
    return plaintext
  }

  private func start(
    encrypting: Bool, _ nonce: [UInt8], _ additionalData: [UInt8], textCount: Int, _ operation: String
  ) throws(CryptographyError) -> OpaquePointer {
    guard nonce.count == Self.nonceLength, max(textCount, additionalData.count) < Int(Int32.max) else {
      throw CryptographyError(operation: operation, reason: "a nonce has 12 bytes, an input less than 2^31")
    }
    ERR_clear_error()
    let context = try OpenSSL.some(EVP_CIPHER_CTX_new(), operation)
    let status = try key.withBytes { key throws(CryptographyError) in
      var written: Int32 = 0
      let started = EVP_CipherInit_ex2(
        context, algorithm.pointer, key.baseAddress?.assumingMemoryBound(to: UInt8.self), nonce,
        encrypting ? 1 : 0, nil)
      guard started == 1, !additionalData.isEmpty else { return started }
      return EVP_CipherUpdate(context, nil, &written, additionalData, Int32(additionalData.count))
    }
    guard status == 1 else {
      EVP_CIPHER_CTX_free(context)
      throw .fromQueue(operation)
    }
    return context
  }
}
