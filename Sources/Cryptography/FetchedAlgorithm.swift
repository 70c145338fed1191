import COpenSSL

/// An algorithm looked up once: a fetch by name costs more than hashing a record.
struct FetchedAlgorithm {
  let pointer: OpaquePointer

  static let sha256 = FetchedAlgorithm(takingOwnershipOf: EVP_MD_fetch(nil, "SHA2-256", nil), name: "SHA-256")
  static let sha512 = FetchedAlgorithm(takingOwnershipOf: EVP_MD_fetch(nil, "SHA2-512", nil), name: "SHA-512")
  static let aes256GCM = FetchedAlgorithm(
    takingOwnershipOf: EVP_CIPHER_fetch(nil, "AES-256-GCM", nil), name: "AES-256-GCM")
  static let chaCha20Poly1305 = FetchedAlgorithm(
    takingOwnershipOf: EVP_CIPHER_fetch(nil, "ChaCha20-Poly1305", nil), name: "ChaCha20-Poly1305")
  static let hkdf = FetchedAlgorithm(takingOwnershipOf: EVP_KDF_fetch(nil, "HKDF", nil), name: "HKDF")
  static let hmac = FetchedAlgorithm(takingOwnershipOf: EVP_MAC_fetch(nil, "HMAC", nil), name: "HMAC")

  /// Never freed: it lives as long as the process.
  private init(takingOwnershipOf pointer: OpaquePointer?, name: String) {
    guard let pointer else { OpenSSL.unavailable("fetching \(name)") }
    self.pointer = pointer
  }
}

// A fetched algorithm is immutable; OpenSSL documents that threads may share it (crypto(7), "explicit fetching").
extension FetchedAlgorithm: @unchecked Sendable {}
