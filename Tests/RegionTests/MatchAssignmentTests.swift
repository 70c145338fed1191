import PeerProtocol
import TestSupport
import Testing

import enum Cryptography.SubjectKind

@testable import Region

/// What people of a region arrange among themselves about matches.
@Suite(.timeLimit(.minutes(30))) struct MatchAssignmentTests {
  private func id(_ number: UInt8) throws -> MatchId { try #require(MatchId([UInt8](repeating: number, count: 16))) }

  private func state(_ matches: MatchId...) -> RegionState {
    var state = RegionState()
    for (number, match) in matches.enumerated() {
      state.matches.put(
        ShownMatch(id: match, kind: .youth, peer: Samples.drenthe, members: [match], detectedAt: number + 1))
    }
    return state
  }

  @Test func whatIsArrangedStaysUntilTheMatchEnds() throws {
    let match = try id(1)
    var state = state(match)
    for event in try MatchDecisions(state).decide(.assign("Sanne"), on: match, at: 5) { state.apply(event) }
    #expect(try MatchDecisions(state).decide(.assign("Sanne"), on: match, at: 6).isEmpty)
    for event in try MatchDecisions(state).decide(.remind, on: match, at: 7) { state.apply(event) }
    #expect(state.matches.shown[match]?.assignment == MatchAssignment(assignee: "Sanne", remindedAt: 7))
    // Peers get what is in the work, and nothing changed there.
    #expect(state.matches.shown[match]?.work == MatchWork())
    state.matches.end(match, at: 9)
    #expect(state.matches.shown[match]?.assignment == MatchAssignment())
    state.apply(.matches(.assigned(match, MatchAssignment(assignee: "Sanne"))))
    #expect(state.matches.shown[match]?.assignment == MatchAssignment())
  }

  @Test func aNameHasBounds() throws {
    let match = try id(1)
    let state = state(match)
    for name in ["", String(repeating: "é", count: 101)] {
      #expect(throws: Refusal.self) { try MatchDecisions(state).decide(.assign(name), on: match, at: 5) }
    }
    let longest = String(repeating: "é", count: 100)
    #expect(try MatchDecisions(state).decide(.assign(longest), on: match, at: 5).count == 1)
  }

  @Test func twoMatchesThatBecomeOneKeepTheirColleague() {
    var (nobody, somebody) = (MatchAssignment(remindedAt: 4), MatchAssignment(assignee: "Sanne", remindedAt: 3))
    let other = somebody
    nobody.join(other)
    #expect(nobody == MatchAssignment(assignee: "Sanne", remindedAt: 4))
    somebody.join(MatchAssignment(assignee: "Joost", remindedAt: 9))
    #expect(somebody == MatchAssignment(assignee: "Sanne", remindedAt: 9))
  }

  @Test func aSnapshotKeepsIt() throws {
    let match = try id(1)
    var state = state(match)
    state.apply(.matches(.assigned(match, MatchAssignment(assignee: "Sanne", remindedAt: 7))))
    var writer = ByteWriter()
    let shown = try #require(state.matches.shown[match])
    shown.write(to: &writer)
    var reader = ByteReader(writer.bytes)
    #expect(try ShownMatch(from: &reader).assignment == shown.assignment)
  }
}
