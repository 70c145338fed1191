import COpenSSL

/// A certificate with its private key in the form that browsers import (PKCS#12, RFC 7292), under a password.
public enum PKCS12File {
  /// The bytes of such a file.
  ///
  /// - Parameters:
  ///   - pem: the certificate and its key in PEM, in either order.
  ///   - name: what a browser shows it as.
  ///   - password: what a browser asks for when it imports the file.
  /// - Throws: where certificate or key is missing, or the key is another certificate's.
  public static func bytes(
    ofPEM pem: [UInt8], name: String, password: String
  ) throws(CryptographyError) -> [UInt8] {
    ERR_clear_error()
    let certificate = try X509Certificate(pem: pem).handle()
    let input = try MemoryBIO(pem)
    // Without a callback OpenSSL would ask for a password on the terminal.
    let read = PEM_read_bio_PrivateKey(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    let key = try KeyHandle(takingOwnershipOf: read, "private key from PEM")
    let file = PKCS12_create(password, name, key.pointer, certificate.pointer, nil, 0, 0, 0, 0, 0)
    let made = try OpenSSL.some(file, "PKCS#12")
    defer { PKCS12_free(made) }
    return try derBytes("PKCS#12") { i2d_PKCS12(made, &$0) }
  }
}
