import COpenSSL
import System

/// Arithmetic on the curve P-256 (FIPS 186-4). Points are uncompressed SEC 1: 65 bytes, the first of them 04.
public enum P256 {
  /// Length of a point in bytes.
  public static let pointLength = 65

  /// The order n of the group, 32 bytes, big-endian.
  public static let order: [UInt8] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
  ]

  /// Whether these are exactly 65 bytes, 04 and a point on the curve; the point at infinity has no such form.
  public static func isValid(_ point: [UInt8]) -> Bool {
    guard point.count == pointLength, let workspace = try? CurveWorkspace() else { return false }
    guard (try? workspace.reserve(1)) != nil else { return false }
    return point.withUnsafeBufferPointer { workspace.decode($0, at: 0, into: 0) }
  }

  /// The index of the first of many points that `isValid` refuses, nil where there is none.
  ///
  /// `multiply` checks its points a few hundred at a time. A caller that must not pay for a list that is refused in the end
  /// asks here first: that costs a seventieth of the multiplications.
  public static func firstInvalid(in points: [UInt8]) throws(P256PointError) -> Int? {
    let workspace = try CurveWorkspace()
    try workspace.reserve(1)
    let count = (points.count + pointLength - 1) / pointLength
    return points.withUnsafeBufferPointer { bytes in
      (0..<count).first { !workspace.decode(bytes, at: $0 * pointLength, into: 0) }
    }
  }

  /// Multiplies points by a secret scalar.
  ///
  /// - Parameters:
  ///   - points: n points of 65 bytes, one after the other. Each is checked as `isValid` does: that costs a hundredth of
  ///     its multiplication.
  ///   - scalar: the factor. The time does not depend on it.
  /// - Returns: n points of 65 bytes in the same order.
  ///
  /// Throws `invalidPoint` for the first point that is refused; bytes that are left over count as one. Many points are
  /// spread over all cores, and the call returns when all are done.
  public static func multiply(_ points: [UInt8], by scalar: P256Scalar) throws(P256PointError) -> [UInt8] {
    guard points.count.isMultiple(of: pointLength) else {
      throw .invalidPoint(index: points.count / pointLength)
    }
    let parts = try ParallelWork.map(count: points.count / pointLength) {
      () throws(P256PointError) -> (Range<Int>) throws(P256PointError) -> [UInt8] in
      let workspace = try CurveWorkspace()
      return { range throws(P256PointError) in try workspace.multiply(points, range, by: scalar) }
    }
    return joined(parts)
  }

  /// The point a·A − b·B, nil at infinity. Both points are checked; `invalidPoint` has index 0 for A and 1 for B.
  public static func difference(
    _ a: P256Scalar, _ pointA: [UInt8], _ b: P256Scalar, _ pointB: [UInt8]
  ) throws(P256PointError) -> [UInt8]? {
    guard pointA.count == pointLength else { throw .invalidPoint(index: 0) }
    guard pointB.count == pointLength else { throw .invalidPoint(index: 1) }
    let workspace = try CurveWorkspace()
    try workspace.reserve(2)
    try workspace.decode(pointA + pointB, 0..<2)
    try workspace.check(
      EC_POINT_invert(workspace.group, workspace.slot(1), workspace.scratch.pointer), "negation")
    try workspace.combine(a, b)
    guard EC_POINT_is_at_infinity(workspace.group, workspace.slot(0)) == 0 else { return nil }
    return try workspace.encode(1)
  }

  /// The compressed form of a point that is known to be valid: 33 bytes, the first 02 or 03. Empty for a wrong length.
  public static func compress(_ point: [UInt8]) -> [UInt8] {
    guard point.count == pointLength else { return [] }
    return [0x02 | (point[64] & 1)] + point[1...32]
  }

  static func joined(_ parts: [[UInt8]]) -> [UInt8] {
    guard parts.count != 1 else { return parts[0] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { bytes += part }
    return bytes
  }
}

extension CurveWorkspace {
  /// Reads the points of `range` into the first slots.
  fileprivate func decode(_ points: [UInt8], _ range: Range<Int>) throws(P256PointError) {
    let firstInvalid = points.withUnsafeBufferPointer { bytes in
      range.first { !decode(bytes, at: $0 * P256.pointLength, into: $0 - range.lowerBound) }
    }
    if let firstInvalid { throw .invalidPoint(index: firstInvalid) }
  }

  fileprivate func multiply(
    _ points: [UInt8], _ range: Range<Int>, by scalar: P256Scalar
  ) throws(P256PointError) -> [UInt8] {
    try reserve(range.count)
    // All are checked before the first is multiplied: what will be refused should cost little.
    try decode(points, range)
    for index in 0..<range.count { try multiply(index, by: scalar) }
    return try encode(range.count)
  }
}
