import Cryptography
import TestSupport
import Testing

@testable import PrivateMatching

/// What one proof of a match computes for the other is used once.
@Suite(.timeLimit(.minutes(30))) struct SharedPointsTests {
  private func key(_ number: Int) -> SharedPoints.Key {
    SharedPoints.Key(agreement: [1], kind: .youth, peerPoint: [UInt8(number >> 8), UInt8(number & 255)])
  }

  @Test func whatIsComputedIsHandedOutOnce() throws {
    let points = SharedPoints()
    var computed = 0
    func point(_ number: Int) throws -> [UInt8] {
      try points.point(key(number)) { () throws(P256PointError) in
        computed += 1
        return [UInt8(number)]
      }
    }
    #expect(try [point(1), point(1)] == [[1], [1]])
    #expect(computed == 1 && points.count == 0)
    #expect(try [point(1), point(2)] == [[1], [2]])
    #expect(computed == 3 && points.count == 2)
  }

  @Test func agreementAndKindTellPointsApart() throws {
    let points = SharedPoints()
    let point: [UInt8] = [4, 5]
    let keys = [
      SharedPoints.Key(agreement: [1], kind: .youth, peerPoint: point),
      SharedPoints.Key(agreement: [2], kind: .youth, peerPoint: point),
      SharedPoints.Key(agreement: [1], kind: .guardian, peerPoint: point),
    ]
    for (number, key) in keys.enumerated() {
      #expect(try points.point(key) { () throws(P256PointError) in [UInt8(number)] } == [UInt8(number)])
    }
    #expect(points.count == 3)
  }

  @Test func nobodyMakesItHoldWithoutEnd() throws {
    let points = SharedPoints()
    for number in 0..<SharedPoints.capacity * 3 {
      _ = try points.point(key(number)) { () throws(P256PointError) in [0] }
      #expect(points.count <= SharedPoints.capacity)
    }
  }

  @Test func aPointThatCannotBeComputedIsNotHeld() {
    let points = SharedPoints()
    #expect(throws: P256PointError.invalidPoint(index: 0)) {
      try points.point(key(1)) { () throws(P256PointError) in throw .invalidPoint(index: 0) }
    }
    #expect(points.count == 0)
  }
}
