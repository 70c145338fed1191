import COpenSSL

/// An owned `EVP_PKEY`; freeing it clears its private part.
final class KeyHandle {
  let pointer: OpaquePointer

  init(takingOwnershipOf pointer: OpaquePointer?, _ operation: String) throws(CryptographyError) {
    self.pointer = try OpenSSL.some(pointer, operation)
  }

  deinit { EVP_PKEY_free(pointer) }
}

// Never changed after it is made; OpenSSL counts its references and locks its caches for use by several threads.
extension KeyHandle: @unchecked Sendable {}
