import COpenSSL

/// What one thread needs to compute with points, made once and used for many.
final class CurveWorkspace {
  let group = P256Group.shared.pointer
  let scratch: ScratchNumbers
  private let x: BigNumber
  private let y: BigNumber
  private var slots: [CurvePoint] = []
  private var pointers: [OpaquePointer?] = []

  init() throws(P256PointError) {
    do throws(CryptographyError) {
      scratch = try ScratchNumbers()
      x = try BigNumber()
      y = try BigNumber()
    } catch {
      throw .failed(error)
    }
  }

  /// Makes `count` points ready to be used.
  func reserve(_ count: Int) throws(P256PointError) {
    do throws(CryptographyError) {
      while slots.count < count {
        let point = try CurvePoint(in: group)
        slots.append(point)
        pointers.append(point.pointer)
      }
    } catch {
      throw .failed(error)
    }
  }

  /// The point in slot `index`, which must have been reserved.
  func slot(_ index: Int) -> OpaquePointer { slots[index].pointer }

  /// Reads 65 bytes at `offset` into a slot: false unless they are 04 and an affine point on the curve.
  func decode(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, into index: Int) -> Bool {
    // OpenSSL itself would take infinity and the compressed and hybrid forms as well.
    guard offset + P256.pointLength <= bytes.count, bytes[offset] == 0x04, let start = bytes.baseAddress else {
      return false
    }
    let status = EC_POINT_oct2point(group, slot(index), start + offset, P256.pointLength, scratch.pointer)
    if status != 1 { ERR_clear_error() }
    return status == 1
  }

  /// Multiplies the point in a slot, in constant time.
  func multiply(_ index: Int, by scalar: P256Scalar) throws(P256PointError) {
    let point = slot(index)
    try check(EC_POINT_mul(group, point, nil, point, scalar.number.pointer, scratch.pointer), "multiplication")
  }

  /// Below this many points an inversion for each, in the curve's own arithmetic, takes less than the general one that
  /// they would share.
  private static let sharingThreshold = 8

  /// Puts a·P0 + b·P1 of the points in the first two slots into slot 0, in constant time; the doublings are shared.
  func combine(_ a: P256Scalar, _ b: P256Scalar) throws(P256PointError) {
    var scalars: [OpaquePointer?] = [a.number.pointer, b.number.pointer]
    var points: [OpaquePointer?] = [slot(0), slot(1)]
    let status = samenloop_points_multiply(group, slot(0), 2, &points, &scalars, scratch.pointer)
    try check(status, "multiplication")
  }

  /// Encodes the first `count` slots; none may be infinity.
  func encode(_ count: Int) throws(P256PointError) -> [UInt8] {
    count < Self.sharingThreshold ? try encodeEach(count) : try encodeTogether(count)
  }

  private func encodeEach(_ count: Int) throws(P256PointError) -> [UInt8] {
    var isGood = true
    var bytes = [UInt8](repeating: 0, count: count * P256.pointLength)
    bytes.withUnsafeMutableBufferPointer { bytes in
      for index in 0..<count {
        guard let base = bytes.baseAddress else { continue }
        // Infinity has another length and shows itself.
        let length = EC_POINT_point2oct(
          group, slot(index), POINT_CONVERSION_UNCOMPRESSED, base + index * P256.pointLength, P256.pointLength,
          scratch.pointer)
        isGood = isGood && length == P256.pointLength
      }
    }
    try check(isGood ? 1 : 0, "point to bytes")
    return bytes
  }

  /// One inversion for all of them.
  private func encodeTogether(_ count: Int) throws(P256PointError) -> [UInt8] {
    let status = pointers.withUnsafeMutableBufferPointer { pointers in
      samenloop_points_make_affine(group, count, pointers.baseAddress, scratch.pointer)
    }
    try check(status, "affine coordinates")
    var good: Int32 = 1
    var bytes = [UInt8](repeating: 0, count: count * P256.pointLength)
    bytes.withUnsafeMutableBufferPointer { bytes in
      for index in 0..<count {
        let start = index * P256.pointLength
        // The denominator is one now, except for infinity.
        good &= 1 - EC_POINT_is_at_infinity(group, slot(index))
        good &= samenloop_point_get_jacobian(group, slot(index), x.pointer, y.pointer, nil, scratch.pointer)
        bytes[start] = 0x04
        guard let base = bytes.baseAddress else { continue }
        good &= BN_bn2binpad(x.pointer, base + start + 1, 32) == 32 ? 1 : 0
        good &= BN_bn2binpad(y.pointer, base + start + 33, 32) == 32 ? 1 : 0
      }
    }
    try check(good, "point to bytes")
    return bytes
  }

  func check(_ status: Int32, _ operation: String) throws(P256PointError) {
    guard status == 1 else { throw .failed(.fromQueue(operation)) }
  }
}

/// An owned `EC_POINT`.
private final class CurvePoint {
  let pointer: OpaquePointer

  init(in group: OpaquePointer) throws(CryptographyError) {
    pointer = try OpenSSL.some(EC_POINT_new(group), "point")
  }

  deinit { EC_POINT_clear_free(pointer) }
}
