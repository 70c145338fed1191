import Testing

@testable import Region

/// A point that the core only keeps and compares.
@Suite(.timeLimit(.minutes(30))) struct OpaquePointTests {
  private static let bytes: [UInt8] = [4] + (1...64)

  @Test func pointComesBackAsItWas() throws {
    #expect(try #require(OpaquePoint(point: Self.bytes)).point == Self.bytes)
  }

  @Test(arguments: 1...64) func pointsThatDifferInOneByteAreNotEqual(place: Int) throws {
    var other = Self.bytes
    other[place] ^= 1
    #expect(try #require(OpaquePoint(point: Self.bytes)) != #require(OpaquePoint(point: other)))
  }
}
