import COpenSSL
import Cryptography
import System

/// OpenSSL's own multiplication and nothing around it: points that are decoded already, a fresh one each, one thread a core.
final class RawMultiplication {
  private let group: OpaquePointer
  private let scalar: OpaquePointer
  private var points: [OpaquePointer] = []
  private var results: [OpaquePointer] = []

  /// Prepares to multiply these points (65 bytes each, one after the other) by a scalar of 32 bytes.
  init(points bytes: [UInt8], scalar: [UInt8]) throws {
    guard let group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1),
      let number = BN_bin2bn(scalar, Int32(scalar.count), nil)
    else { throw BenchmarkFailure(description: "OpenSSL has no P-256") }
    self.group = group
    self.scalar = number
    // As the node does: the way whose time does not depend on the scalar.
    BN_set_flags(number, BN_FLG_CONSTTIME)
    for start in stride(from: 0, to: bytes.count, by: P256.pointLength) {
      guard let point = EC_POINT_new(group), let result = EC_POINT_new(group),
        bytes.withUnsafeBufferPointer({ buffer in
          buffer.baseAddress.map { EC_POINT_oct2point(group, point, $0 + start, P256.pointLength, nil) } == 1
        })
      else { throw BenchmarkFailure(description: "a point of the benchmark is not on the curve") }
      points.append(point)
      results.append(result)
    }
  }

  deinit {
    for point in points + results { EC_POINT_free(point) }
    BN_free(scalar)
    EC_GROUP_free(group)
  }

  private func multiply(_ range: Range<Int>, _ scratch: OpaquePointer?) -> Bool {
    range.allSatisfy { EC_POINT_mul(group, results[$0], nil, points[$0], scalar, scratch) == 1 }
  }

  /// Multiplies each point once, on all cores that this thread may use.
  func run() throws {
    let done = ParallelWork.map(count: points.count) {
      let scratch = Scratch()
      return { self.multiply($0, scratch.pointer) }
    }
    guard done.allSatisfy(\.self) else { throw BenchmarkFailure(description: "OpenSSL did not multiply a point") }
  }
}

// The points are only read after they were made, and no two threads write one result.
extension RawMultiplication: @unchecked Sendable {}

/// An owned `BN_CTX`.
private final class Scratch {
  let pointer = BN_CTX_new()

  deinit { BN_CTX_free(pointer) }
}
