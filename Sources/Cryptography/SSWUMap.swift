import COpenSSL

/// The simplified Shallue–van de Woestijne–Ulas map to P-256 (RFC 9380, sections 6.6.2 and F.2), for one thread.
///
/// It takes one exponentiation an element: the result stays projective, and its denominator waits for the batch.
/// No step depends on the element: what is chosen is chosen by swaps in constant time.
final class SSWUMap {
  private let field = P256Field.shared
  private let scratch: ScratchNumbers
  private let u, t1, t2, t3, t4, t5, t6, x, y, y1, y2, wide: BigNumber
  /// Whether every operation since the last `map` began succeeded.
  private var good: Int32 = 1

  init(scratch: ScratchNumbers) throws(CryptographyError) {
    self.scratch = scratch
    u = try BigNumber()
    t1 = try BigNumber()
    t2 = try BigNumber()
    t3 = try BigNumber()
    t4 = try BigNumber()
    t5 = try BigNumber()
    t6 = try BigNumber()
    x = try BigNumber()
    y = try BigNumber()
    y1 = try BigNumber()
    y2 = try BigNumber()
    wide = try BigNumber()
  }

  /// Maps the field element that 48 uniform bytes at `bytes` stand for, and stores the point in `point`.
  func map(_ bytes: UnsafePointer<UInt8>, to point: OpaquePointer, in group: OpaquePointer) -> Bool {
    good = BN_bin2bn(bytes, 48, wide.pointer) == nil ? 0 : 1
    good &= BN_nnmod(y2.pointer, wide.pointer, field.modulus.pointer, scratch.pointer)
    let signOfU = BN_is_odd(y2.pointer)
    good &= BN_to_montgomery(u.pointer, y2.pointer, field.montgomery, scratch.pointer)

    // The numerator of x in t3 and its denominator in t4.
    multiply(t1, u, u)
    multiply(t1, field.z, t1)
    multiply(t2, t1, t1)
    add(t2, t2, t1)
    add(t3, t2, field.one)
    multiply(t3, field.b, t3)
    let isExceptional = BN_is_zero(t2.pointer)
    subtract(t4, field.zero, t2)
    good &= BN_copy(t5.pointer, field.z.pointer) == nil ? 0 : 1
    swap(t4, t5, when: isExceptional)
    multiply(t4, field.a, t4)

    // The curve's equation at that x: t2 over t6 = t4³.
    multiply(t2, t3, t3)
    multiply(t6, t4, t4)
    multiply(t5, field.a, t6)
    add(t2, t2, t5)
    multiply(t2, t2, t3)
    multiply(t6, t6, t4)
    multiply(t5, field.b, t6)
    add(t2, t2, t5)

    multiply(x, t1, t3)
    let isSquare = squareRoot()
    multiply(y, t1, u)
    multiply(y, y, y1)
    swap(x, t3, when: isSquare)
    swap(y, y1, when: isSquare)

    good &= BN_from_montgomery(y1.pointer, y.pointer, field.montgomery, scratch.pointer)
    subtract(y2, field.zero, y)
    swap(y, y2, when: signOfU ^ BN_is_odd(y1.pointer))

    // x / t4 and y are X / Z² and Y / Z³ for Z = t4.
    multiply(x, x, t4)
    multiply(y, y, t6)
    for number in [x, y, t4] {
      good &= BN_from_montgomery(number.pointer, number.pointer, field.montgomery, scratch.pointer)
    }
    good &= samenloop_point_set_jacobian(group, point, x.pointer, y.pointer, t4.pointer, scratch.pointer)
    return good == 1
  }

  /// Puts the square root of t2 / t6 in y1 and gives 1, or that of Z · t2 / t6 and 0 (RFC 9380, section F.2.1.2).
  private func squareRoot() -> Int32 {
    multiply(t5, t6, t6)
    multiply(y2, t2, t6)
    multiply(t5, t5, y2)
    good &= BN_from_montgomery(t5.pointer, t5.pointer, field.montgomery, scratch.pointer)
    good &= BN_mod_exp_mont_consttime(
      y1.pointer, t5.pointer, field.rootExponent.pointer, field.modulus.pointer, scratch.pointer, field.montgomery)
    good &= BN_to_montgomery(y1.pointer, y1.pointer, field.montgomery, scratch.pointer)
    multiply(y1, y1, y2)
    multiply(y2, y1, field.rootOfMinusZ)
    multiply(t5, y1, y1)
    multiply(t5, t5, t6)
    subtract(t5, t5, t2)
    let isSquare = BN_is_zero(t5.pointer)
    swap(y1, y2, when: 1 - isSquare)
    return isSquare
  }

  private func multiply(_ result: BigNumber, _ a: BigNumber, _ b: BigNumber) {
    good &= BN_mod_mul_montgomery(result.pointer, a.pointer, b.pointer, field.montgomery, scratch.pointer)
  }

  private func add(_ result: BigNumber, _ a: BigNumber, _ b: BigNumber) {
    good &= BN_mod_add_quick(result.pointer, a.pointer, b.pointer, field.modulus.pointer)
  }

  private func subtract(_ result: BigNumber, _ a: BigNumber, _ b: BigNumber) {
    good &= BN_mod_sub_quick(result.pointer, a.pointer, b.pointer, field.modulus.pointer)
  }

  private func swap(_ a: BigNumber, _ b: BigNumber, when condition: Int32) {
    BN_consttime_swap(UInt(bitPattern: Int(condition)), a.pointer, b.pointer, 4)
  }
}
