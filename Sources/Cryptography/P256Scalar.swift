import COpenSSL

/// A secret number from 1 to n − 1, n being the order of P-256. Its memory is cleared when it is released.
public final class P256Scalar {
  /// Length of its encoding in bytes.
  public static let length = 32

  let number: BigNumber

  private init(nonzero number: BigNumber) {
    // Asks those functions of OpenSSL that have two ways for the one whose time does not depend on the value.
    BN_set_flags(number.pointer, BN_FLG_CONSTTIME)
    self.number = number
  }

  /// Takes 32 bytes, big-endian; throws when they are not a number from 1 to n − 1.
  public convenience init(bytes: [UInt8]) throws(CryptographyError) {
    guard bytes.count == Self.length else {
      throw CryptographyError(operation: "scalar", reason: "a scalar has 32 bytes")
    }
    let number = try BigNumber(bytes)
    guard BN_is_zero(number.pointer) == 0, BN_cmp(number.pointer, P256Group.shared.order.pointer) < 0 else {
      throw CryptographyError(operation: "scalar", reason: "not from 1 to the order of the group less one")
    }
    self.init(nonzero: number)
  }

  /// A number of any length, big-endian, modulo n; nil when that is zero.
  ///
  /// 48 bytes of a derivation give every value with nearly the same probability (RFC 9380, section 5).
  public static func reducing(_ wide: [UInt8]) -> P256Scalar? {
    reducing(SecretBytes(wide))
  }

  /// The same for bytes that are cleared.
  package static func reducing(_ wide: SecretBytes) -> P256Scalar? {
    let reduced = try? combining { result, scratch throws(CryptographyError) in
      let number = try BigNumber()
      try wide.withBytes { bytes throws(CryptographyError) in
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        _ = try OpenSSL.some(BN_bin2bn(start, Int32(bytes.count), number.pointer), "scalar")
      }
      return BN_nnmod(result, number.pointer, P256Group.shared.order.pointer, scratch)
    }
    return reduced ?? nil
  }

  /// A scalar that no one can guess, drawn from `random`.
  public static func random(from random: any RandomSource) -> P256Scalar {
    while true {
      var wide = random.bytes(48)
      defer { clear(&wide) }
      if let drawn = reducing(wide) { return drawn }
    }
  }

  /// The product modulo n, which is never zero because n is prime.
  public func times(_ other: P256Scalar) throws(CryptographyError) -> P256Scalar {
    let product = try Self.combining { result, scratch in
      BN_mod_mul(result, number.pointer, other.number.pointer, P256Group.shared.order.pointer, scratch)
    }
    guard let product else { throw CryptographyError(operation: "scalar product", reason: "zero") }
    return product
  }

  /// The sum modulo n, nil when that is zero.
  public func plus(_ other: P256Scalar) throws(CryptographyError) -> P256Scalar? {
    try Self.combining { result, scratch in
      BN_mod_add_quick(result, number.pointer, other.number.pointer, P256Group.shared.order.pointer)
    }
  }

  /// The number as 32 bytes, big-endian. The copy is the caller's, and is not cleared.
  package var bytes: [UInt8] { number.bytes }

  private static func combining(
    _ compute: (OpaquePointer, OpaquePointer) throws(CryptographyError) -> Int32
  ) throws(CryptographyError) -> P256Scalar? {
    ERR_clear_error()
    let result = try BigNumber()
    let scratch = try ScratchNumbers()
    try OpenSSL.check(try compute(result.pointer, scratch.pointer), "scalar")
    return BN_is_zero(result.pointer) == 1 ? nil : P256Scalar(nonzero: result)
  }
}

// The number is written only while it is made; afterwards every thread just reads it.
extension P256Scalar: @unchecked Sendable {}
