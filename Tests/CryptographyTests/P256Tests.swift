import TestSupport
import Testing

@testable import Cryptography

/// Points, their encodings and their multiplication.
@Suite(.timeLimit(.minutes(30))) struct P256Tests {
  /// Project Wycheproof, ecdh_secp256r1_ecpoint_test.
  struct Wycheproof: Decodable {
    struct Group: Decodable { var tests: [Case] }

    struct Case: Decodable {
      var tcId: Int
      var `public`: String
      var `private`: String
      var shared: String
      var result: String
    }

    var testGroups: [Group]
  }

  static func scalar(_ text: String) throws -> P256Scalar {
    let digits = text.drop { $0 == "0" }
    return try P256Scalar(bytes: #require(hex(String(repeating: "0", count: 64 - digits.count) + digits)))
  }

  @Test func wycheproofPoints() throws {
    let cases = try VectorFile.json("wycheproof_ecdh_secp256r1_ecpoint_test.json", as: Wycheproof.self)
      .testGroups.flatMap(\.tests)
    #expect(cases.count == 355)
    for test in cases {
      let point = try #require(hex(test.public))
      // What Wycheproof calls acceptable is a compressed point: valid elsewhere, refused here.
      let isAccepted = test.result == "valid"
      #expect(P256.isValid(point) == isAccepted, "case \(test.tcId)")
      if isAccepted {
        let product = try P256.multiply(point, by: Self.scalar(test.private))
        #expect(hex(product[1...32]) == test.shared, "case \(test.tcId)")
      } else {
        // A wrong length is refused as such, whatever it starts with.
        let one = try P256Scalar(bytes: [UInt8](repeating: 0, count: 31) + [1])
        if point.isEmpty {
          #expect(try P256.multiply(point, by: one).isEmpty)
        } else {
          #expect(throws: P256PointError.invalidPoint(index: 0)) { try P256.multiply(point, by: one) }
        }
      }
    }
  }

  /// `count` points whose discrete logarithms nobody knows.
  static func points(_ count: Int, seed: UInt64 = 1) throws -> [UInt8] {
    let random = SeededRandom(seed: seed)
    return try P256.hashToCurve((0..<count).map { _ in random.bytes(16) }, dst: Array("test points".utf8))
  }

  static func point(_ points: [UInt8], _ index: Int) -> [UInt8] { Array(points[index * 65..<(index + 1) * 65]) }

  @Test(arguments: [1, 2, 63, 64, 127, 128, 129, 256, 257, 600])
  func batchMultiplicationEqualsSingleMultiplication(count: Int) throws {
    let points = try Self.points(count)
    let scalar = P256Scalar.random(from: SeededRandom(seed: 3))
    let products = try P256.multiply(points, by: scalar)
    #expect(products.count == points.count)
    for index in Set([0, 1, 31, 32, 63, 64, 255, 256, count - 1]) where index < count {
      #expect(try Self.point(products, index) == P256.multiply(Self.point(points, index), by: scalar))
    }
  }

  @Test func multiplicationCommutes() throws {
    let random = SeededRandom(seed: 4)
    let (a, b) = (P256Scalar.random(from: random), P256Scalar.random(from: random))
    let points = try Self.points(3)
    let both = try P256.multiply(P256.multiply(points, by: a), by: b)
    #expect(try both == P256.multiply(P256.multiply(points, by: b), by: a))
    #expect(try both == P256.multiply(points, by: a.times(b)))
  }

  @Test(arguments: [0, 5, 300, 999])
  func invalidPointIsReportedWithItsIndex(index: Int) throws {
    var points = try Self.points(1000)
    for broken in Set([index, 999]) { points[broken * 65 + 40] ^= 1 }
    let scalar = P256Scalar.random(from: SeededRandom(seed: 5))
    #expect(throws: P256PointError.invalidPoint(index: index)) { try P256.multiply(points, by: scalar) }
  }

  @Test func firstInvalidPointOfManyIsReported() throws {
    let generator = try P256.hashToCurve([1], dst: [2])
    var points = [UInt8]()
    for _ in 0..<600 { points += generator }
    #expect(try P256.firstInvalid(in: points) == nil)
    #expect(try P256.firstInvalid(in: []) == nil)
    #expect(try P256.firstInvalid(in: points + [4]) == 600)
    for index in [0, 255, 256, 599] {
      var damaged = points
      damaged[index * P256.pointLength + 64] ^= 1
      #expect(try P256.firstInvalid(in: damaged) == index)
    }
    points[65] = 6
    #expect(try P256.firstInvalid(in: points) == 1)
  }

  @Test func trailingBytesAreAnInvalidPoint() throws {
    let points = try Self.points(2)
    let scalar = P256Scalar.random(from: SeededRandom(seed: 6))
    #expect(throws: P256PointError.invalidPoint(index: 2)) { try P256.multiply(points + [4], by: scalar) }
    #expect(throws: P256PointError.invalidPoint(index: 1)) {
      try P256.multiply(Array(points.dropLast()), by: scalar)
    }
  }

  @Test func differenceAgreesWithTheGroup() throws {
    let random = SeededRandom(seed: 8)
    let (a, b) = (P256Scalar.random(from: random), P256Scalar.random(from: random))
    let point = try Self.points(1)
    // (a + b)·P − b·P = a·P
    let sum = try #require(try a.plus(b))
    #expect(try P256.difference(sum, point, b, point) == P256.multiply(point, by: a))
    #expect(try P256.difference(a, point, a, point) == nil)
    #expect(throws: P256PointError.invalidPoint(index: 1)) { try P256.difference(a, point, b, point + [0]) }
    #expect(throws: P256PointError.invalidPoint(index: 0)) { try P256.difference(a, [], b, point) }
  }

  @Test func compressionKeepsXAndTheSignOfY() throws {
    let points = try Self.points(20)
    for index in 0..<20 {
      let point = Self.point(points, index)
      #expect(P256.compress(point) == [point[64].isMultiple(of: 2) ? 2 : 3] + point[1...32])
    }
    #expect(P256.compress([4]).isEmpty)
  }

  @Test func scalarsAreFromOneToTheOrderLessOne() throws {
    let zero = [UInt8](repeating: 0, count: 32)
    #expect(throws: CryptographyError.self) { try P256Scalar(bytes: zero) }
    #expect(throws: CryptographyError.self) { try P256Scalar(bytes: P256.order) }
    #expect(throws: CryptographyError.self) { try P256Scalar(bytes: [1]) }
    #expect(P256Scalar.reducing(P256.order) == nil)
    #expect(P256Scalar.reducing(zero) == nil)

    var last = P256.order
    last[31] -= 1
    let minusOne = try P256Scalar(bytes: last)
    #expect(minusOne.bytes == last)
    let one = try minusOne.times(minusOne)
    #expect(hex(one.bytes) == String(repeating: "0", count: 63) + "1")
    #expect(try one.plus(minusOne) == nil)
    var next = P256.order
    next[31] += 2
    #expect(P256Scalar.reducing([0] + next)?.bytes.last == 2)
  }
}
