import Cryptography
import Testing

@testable import Region

/// What an index beside the table of identities learns of new rows.
@Suite(.timeLimit(.minutes(30))) struct IdentityTableTests {
  private func pseudonym(_ number: Int) throws -> Pseudonym {
    let half = SHA256.hash(Array("\(number)".utf8))
    return try #require(Pseudonym(point: [4] + half + half))
  }

  @Test func newestRowsAreRememberedAndOlderOnesAreNil() throws {
    var table = IdentityTable()
    for number in 0..<3 { _ = table.link(try pseudonym(number), to: 1) }
    #expect(table.rows(assignedSince: 0).map(Array.init) == [0, 1, 2])
    #expect(table.rows(assignedSince: 2).map(Array.init) == [2])
    #expect(table.rows(assignedSince: 3)?.isEmpty == true)
    #expect(table.rows(assignedSince: 4) == nil, "from a table that was another one")
    for number in 3..<9_000 { _ = table.link(try pseudonym(number), to: 1) }
    #expect(table.rows(assignedSince: 0) == nil, "too long ago: the index is made anew")
    #expect(table.rows(assignedSince: 8_998).map(Array.init) == [8_998, 8_999])
  }
}
