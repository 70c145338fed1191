import COpenSSL

/// The simplified Shallue–van de Woestijne–Ulas map to P-256 (RFC 9380, sections 6.6.2 and F.2), for one thread.
///
/// It takes one exponentiation an element: the result stays projective, and its denominator waits for the batch.
/// No step depends on the element: what is chosen is chosen by swaps in constant time.
final class SSWUMap {
  private let field = P256Field.shared
  private let scratch: ScratchNumbers
  private let u, t1, t2, t3, t4, t5, t6, x, y, y1, y2, wide: BigNumber
  /// The element raised to 2ⁿ − 1, whose binary form is n ones.
  private let ones2, ones4, ones8, ones30, ones32: BigNumber
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
    ones2 = try BigNumber()
    ones4 = try BigNumber()
    ones8 = try BigNumber()
    ones30 = try BigNumber()
    ones32 = try BigNumber()
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
    raiseToRootExponent()
    multiply(y1, y1, y2)
    multiply(y2, y1, field.rootOfMinusZ)
    multiply(t5, y1, y1)
    multiply(t5, t5, t6)
    subtract(t5, t5, t2)
    let isSquare = BN_is_zero(t5.pointer)
    swap(y1, y2, when: 1 - isSquare)
    return isSquare
  }

  /// Puts t5 to the power (p − 3) / 4 = 2²⁵⁴ − 2²²² + 2¹⁹⁰ + 2⁹⁴ − 1 in y1.
  ///
  /// In binary that is 32 ones, 31 zeros, a one, 96 zeros and 94 ones. A fixed chain of 253 squarings and 12 products
  /// takes two thirds of the time of OpenSSL's exponentiation in constant time, which must hide the exponent as well.
  private func raiseToRootExponent() {
    append(ones2, of: t5, after: t5, squarings: 1)
    append(ones4, of: ones2, after: ones2, squarings: 2)
    append(ones8, of: ones4, after: ones4, squarings: 4)
    append(y1, of: ones8, after: ones8, squarings: 8)
    append(y1, of: ones8, after: y1, squarings: 8)
    append(y1, of: ones4, after: y1, squarings: 4)
    append(ones30, of: ones2, after: y1, squarings: 2)
    append(ones32, of: ones2, after: ones30, squarings: 2)
    append(y1, of: t5, after: ones32, squarings: 32)
    append(y1, of: ones32, after: y1, squarings: 96 + 32)
    append(y1, of: ones32, after: y1, squarings: 32)
    append(y1, of: ones30, after: y1, squarings: 30)
  }

  /// Squares `start` as often as said, multiplies it by `tail`, and puts that in `result`, which is not `tail`.
  private func append(_ result: BigNumber, of tail: BigNumber, after start: BigNumber, squarings: Int) {
    multiply(result, start, start)
    for _ in 1..<squarings { multiply(result, result, result) }
    multiply(result, result, tail)
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
