import COpenSSL

/// The password hash scrypt (RFC 7914) with blocks of 8 and no parallelism, as age has it.
public enum Scrypt {
  /// Derives `count` bytes from a pass phrase. It takes 2^`logN` kibibytes of memory, and time in proportion: 256 MiB and
  /// about a second for 18.
  ///
  /// Throws where `logN` is not from 1 to 22, or where the memory is not to be had.
  public static func derive(
    passphrase: [UInt8], salt: [UInt8], logN: Int, count: Int
  ) throws(CryptographyError) -> [UInt8] {
    guard (1...22).contains(logN) else {
      throw CryptographyError(operation: "scrypt", reason: "a work factor from 1 to 22 is taken")
    }
    ERR_clear_error()
    var key = [UInt8](repeating: 0, count: count)
    let work = UInt64(1) << UInt64(logN)
    let status = passphrase.withUnsafeBytes { passphrase in
      EVP_PBE_scrypt(
        passphrase.baseAddress?.assumingMemoryBound(to: CChar.self), passphrase.count, salt, salt.count, work, 8, 1,
        (work + 2) * 1_024 + 65_536, &key, count)
    }
    try OpenSSL.check(status, "scrypt")
    return key
  }
}
