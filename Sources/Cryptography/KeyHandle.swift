import COpenSSL

/// An owned `EVP_PKEY`; freeing it clears its private part.
final class KeyHandle {
  let pointer: OpaquePointer

  init(takingOwnershipOf pointer: OpaquePointer?, _ operation: String) throws(CryptographyError) {
    self.pointer = try OpenSSL.some(pointer, operation)
  }

  deinit { EVP_PKEY_free(pointer) }

  /// Whether it is a key on P-256.
  var isOnP256: Bool {
    var name = [CChar](repeating: 0, count: 64)
    var count = 0
    guard EVP_PKEY_get_group_name(pointer, &name, name.count, &count) == 1 else {
      ERR_clear_error()
      return false
    }
    return name.prefix(count).map({ UInt8(bitPattern: $0) }) == Array("prime256v1".utf8)
  }
}

// Never changed after it is made; OpenSSL counts its references and locks its caches for use by several threads.
extension KeyHandle: @unchecked Sendable {}
