import COpenSSL

/// The constants of P-256's field that the map to the curve needs, in Montgomery form (RFC 9380, section 8.2).
struct P256Field {
  static let shared = P256Field()

  /// The modulus p, and OpenSSL's precomputation for it.
  let modulus: BigNumber
  let montgomery: OpaquePointer
  let zero: BigNumber
  let one: BigNumber
  /// The curve's coefficients: y² = x³ + a·x + b.
  let a: BigNumber
  let b: BigNumber
  /// Z = −10, and a square root of −Z.
  let z: BigNumber
  let rootOfMinusZ: BigNumber

  private init() {
    do throws(CryptographyError) {
      ERR_clear_error()
      let scratch = try ScratchNumbers()
      modulus = try BigNumber()
      let b = try BigNumber()
      try OpenSSL.check(
        EC_GROUP_get_curve(P256Group.shared.pointer, modulus.pointer, nil, b.pointer, scratch.pointer), "field")
      let montgomery = try OpenSSL.some(BN_MONT_CTX_new(), "field")
      try OpenSSL.check(BN_MONT_CTX_set(montgomery, modulus.pointer, scratch.pointer), "field")
      self.montgomery = montgomery
      let modulus = modulus

      // Every number has a name here: a pointer taken from an unnamed one may outlive it.
      func encoded(_ number: BigNumber) throws(CryptographyError) -> BigNumber {
        let result = try BigNumber()
        try OpenSSL.check(BN_to_montgomery(result.pointer, number.pointer, montgomery, scratch.pointer), "field")
        return result
      }
      func negative(_ value: BigNumber) throws(CryptographyError) -> BigNumber {
        let result = try BigNumber()
        try OpenSSL.check(BN_sub(result.pointer, modulus.pointer, value.pointer), "field")
        return result
      }

      zero = try BigNumber()
      one = try encoded(BigNumber([1]))
      a = try encoded(negative(BigNumber([3])))
      self.b = try encoded(b)
      let ten = try BigNumber([10])
      z = try encoded(negative(ten))
      let root = try BigNumber()
      _ = try OpenSSL.some(BN_mod_sqrt(root.pointer, ten.pointer, modulus.pointer, scratch.pointer), "field")
      rootOfMinusZ = try encoded(root)
    } catch {
      OpenSSL.unavailable("P-256 field: \(error)")
    }
  }
}

// Only read after it is made; OpenSSL takes these numbers and the precomputation as const.
extension P256Field: @unchecked Sendable {}
