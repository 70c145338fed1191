import COpenSSL

/// A certificate with its private key in the form that browsers import (PKCS#12, RFC 7292), under a password.
public enum PKCS12File {
  /// How often a key is derived anew for older stores; more than OpenSSL's own 2048, and as many as they take.
  private static let olderRounds: Int32 = 100_000

  /// The bytes of such a file.
  ///
  /// - Parameters:
  ///   - pem: the certificate and its key in PEM, in either order.
  ///   - name: what a browser shows it as.
  ///   - password: what a browser asks for when it imports the file.
  ///   - isForOlderStores: whether the file is sealed by SHA-1 and Triple-DES, as Windows Server 2016, macOS before 12 and older
  ///     appliances want it. Whoever has the file then guesses passwords faster.
  /// - Throws: where certificate or key is missing, or the key is another certificate's.
  public static func bytes(
    ofPEM pem: [UInt8], name: String, password: String, isForOlderStores: Bool = false
  ) throws(CryptographyError) -> [UInt8] {
    ERR_clear_error()
    let certificate = try X509Certificate(pem: pem).handle()
    let input = try MemoryBIO(pem)
    // Without a callback OpenSSL would ask for a password on the terminal.
    let read = PEM_read_bio_PrivateKey(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    let key = try KeyHandle(takingOwnershipOf: read, "private key from PEM")
    // Triple-DES and its derivation of a key are in OpenSSL's default provider; RC2, which some old programs would also
    // read, is not.
    let sealing = isForOlderStores ? NID_pbe_WithSHA1And3_Key_TripleDES_CBC : 0
    let file = PKCS12_create(
      password, name, key.pointer, certificate.pointer, nil, sealing, sealing, isForOlderStores ? olderRounds : 0,
      // The file is made without its seal over all, which is added with another hash.
      isForOlderStores ? -1 : 0, 0)
    let made = try OpenSSL.some(file, "PKCS#12")
    defer { PKCS12_free(made) }
    if isForOlderStores {
      try OpenSSL.check(
        PKCS12_set_mac(made, password, -1, nil, 0, olderRounds, EVP_sha1()), "PKCS#12 seal")
    }
    return try derBytes("PKCS#12") { i2d_PKCS12(made, &$0) }
  }
}
