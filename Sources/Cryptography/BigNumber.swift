import COpenSSL

/// An owned `BIGNUM`, cleared before its memory is given back.
final class BigNumber {
  let pointer: OpaquePointer

  /// Zero, with room for 256 bits so that a swap in constant time never needs to grow it.
  init() throws(CryptographyError) {
    pointer = try OpenSSL.some(BN_new(), "number")
    guard BN_set_bit(pointer, 255) == 1 else { throw .fromQueue("number") }
    BN_zero_ex(pointer)
  }

  /// The number that `bytes` are in big-endian order.
  convenience init(_ bytes: [UInt8]) throws(CryptographyError) {
    try self.init()
    _ = try OpenSSL.some(BN_bin2bn(bytes, Int32(bytes.count), pointer), "number")
  }

  deinit { BN_clear_free(pointer) }

  /// The lowest 32 bytes in big-endian order of a number below 2^256.
  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    guard BN_bn2binpad(pointer, &bytes, 32) == 32 else { OpenSSL.unavailable("number to bytes") }
    return bytes
  }
}

/// OpenSSL's scratch numbers: one for a thread at a time.
final class ScratchNumbers {
  let pointer: OpaquePointer

  init() throws(CryptographyError) { pointer = try OpenSSL.some(BN_CTX_new(), "numbers") }

  deinit { BN_CTX_free(pointer) }
}
