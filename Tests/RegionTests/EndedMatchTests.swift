import Cryptography
import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// How long ended matches and disclosures are kept, and that counters and pages follow.
@Suite(.timeLimit(.minutes(30))) struct EndedMatchTests {
  private static let day = 86_400_000
  private let peer = Samples.drenthe
  private let key: FeedKey

  init() { key = FeedKey(agreement: Samples.sure(AgreementId([UInt8](repeating: 1, count: 32))), kind: .youth) }

  private func id(_ number: UInt8) -> MatchId { Samples.sure(MatchId([UInt8](repeating: number, count: 16))) }
  private func handle(_ number: UInt8) -> Handle { Samples.sure(Handle([UInt8](repeating: number, count: 16))) }

  /// A region with a proven match on the youth of each signal.
  private func region(_ names: [String], at: Int = 5_000) -> RegionState {
    var state = RegionState()
    for (number, name) in names.enumerated() {
      state.report(Samples.signal(name, youth: ["youth of " + name]))
      let row = Samples.sure(state.signals.youths.reference(of: Samples.person("youth of " + name)))
      let place = UInt8(number + 1)
      state.matches.store(
        MatchRecord(
          id: id(place), key: key, peer: peer, identity: row, ownHandle: handle(place), peerHandle: handle(place),
          revision: 1))
      state.apply(.matches(.proven(id(place), peerProof: [UInt8](repeating: 1, count: 64), at: at + number)))
    }
    return state
  }

  private func forget(_ state: inout RegionState, at: Int) {
    var last: ShownOrder.Key?
    repeat {
      let step = state.matches.decideForgetting(after: last, limit: 1, at: at)
      for event in step.events { state.apply(event) }
      last = step.next
    } while last != nil
  }

  @Test func anEndedMatchLeavesAfter400Days() throws {
    var state = region(["a", "b", "c"])
    try state.withdraw("a", .riskGone, at: 10_000)
    #expect(state.matches.openCount == 2 && state.matches.openCount(peer) == 2)
    forget(&state, at: 10_000 + 400 * Self.day - 1)
    #expect(state.matches.shown.count == 3)
    forget(&state, at: 10_000 + 400 * Self.day)
    #expect(state.matches.shown.keys.sorted() == [id(2), id(3)], "the open ones stay")
    #expect(state.matches.order.page(after: nil, limit: 9).map(\.id) == [id(2), id(3)])
    #expect(state.matches.shownFaults == [])
    #expect(!state.matches.changes(after: 0, limit: 99).isEmpty, "what happened to it is still told")
  }

  @Test func anObjectionThatIsUpheldLeavesNoMatchAtAll() throws {
    var state = region(["a", "b"])
    // An earlier match of the youth ended already.
    try state.withdraw("a", .riskGone, at: 10_000)
    #expect(state.matches.shown[id(1)]?.isOpen == false)
    try state.object(.upheld, "a")
    try state.object(.upheld, "a", by: Samples.officer)
    #expect(state.matches.shown.keys.sorted() == [id(2)])
    // The other one is open when the objection is upheld.
    try state.object(.upheld, "b")
    try state.object(.upheld, "b", by: Samples.officer)
    #expect(state.matches.shown.isEmpty && state.matches.openCount == 0 && state.matches.shownFaults == [])
    #expect(state.matches.changes(after: 0, limit: 99).last?.kind == .ended)
  }

  @Test func anotherErasureLeavesTheEndedMatch() throws {
    var state = region(["a"])
    try state.withdraw("a", .mistaken, at: 10_000)
    #expect(state.matches.shown[id(1)]?.isOpen == false)
    #expect(state.matches.shown[id(1)]?.people == [] && state.matches.shownFaults == [])
    // Another youth in the same row has nothing to do with it.
    state.report(Samples.signal("z", youth: ["somebody else"]))
    try state.object(.upheld, "z")
    try state.object(.upheld, "z", by: Samples.officer)
    #expect(state.matches.shown.count == 1)
  }

  @Test func recipientsStayAsLongAsTheYouthAndSumsForFiveYears() throws {
    var state = region(["a"])
    let row = Samples.sure(state.signals.youths.reference(of: Samples.person("youth of a")))
    state.matches.disclosures.note([row], to: peer, .youth, at: 20_000 * Self.day)
    state.matches.disclosures.note([row], to: peer, .youth, at: 20_010 * Self.day)
    let told = state.matches.recipients(ofYouthOf: "a", state.signals)
    #expect(told.map(\.peer) == [peer] && told[0].days == Disclosures.Days(first: 20_000, last: 20_010))
    #expect(state.matches.disclosures.sums.values.reduce(0, +) == 2)
    try state.withdraw("a", .mistaken, at: 10_000)
    #expect(state.matches.disclosures.recipients.isEmpty)
    forget(&state, at: 20_000 * Self.day + 1_700 * Self.day)
    #expect(state.matches.disclosures.sums.values.reduce(0, +) == 2)
    forget(&state, at: 20_000 * Self.day + 1_900 * Self.day)
    #expect(state.matches.disclosures.sums.isEmpty)
  }

  @Test func pagesOfMatchesComeInTheOrderOfDetection() {
    var order = ShownOrder()
    var matches: [ShownMatch] = []
    for number in [5, 1, 9, 3, 7] as [UInt8] {
      matches.append(
        ShownMatch(id: id(number), kind: .youth, peer: peer, members: [id(number)], detectedAt: 10 - Int(number)))
    }
    for match in matches { order.insert(match) }
    let first = order.page(after: nil, limit: 2)
    #expect(first.map(\.id) == [id(9), id(7)])
    order.remove(matches[4])
    #expect(order.page(after: first.last, limit: 9).map(\.id) == [id(5), id(3), id(1)], "after one that is gone")
  }

  @Test func countersFollowEveryChange() throws {
    var state = RegionState()
    state.report(Samples.signal("a", youth: ["p"]))
    state.report(Samples.signal("b", youth: ["p", "q"], shielding: .desk))
    state.report(Samples.signal("c", youth: ["r"], shielding: .withheld))
    state.report(Samples.signal("d", youth: ["s"], guardians: ["g"]))
    func figures() -> [Int] {
      let found = state.signals.figures
      return [found.active, found.left, found.archived, found.desk, found.withheld, found.inFeed, found.youthsInFeed]
    }
    #expect(figures() == [4, 0, 0, 1, 1, 3, 3])
    try state.withdraw("a", .movedAway)
    try state.withdraw("d", .riskGone)
    #expect(figures() == [2, 1, 1, 1, 1, 2, 2])
    // An objection against one signal on the youth suspends the others too.
    try state.object(.lodged, "b")
    #expect(figures() == [2, 1, 1, 1, 1, 0, 0])
    state.report(Samples.signal("e", youth: ["q"]))
    #expect(figures() == [3, 1, 1, 1, 1, 0, 0])
    try state.object(.rejected, "a")
    #expect(figures() == [3, 1, 1, 1, 1, 3, 2])
    try state.withdraw("b", .mistaken)
    #expect(figures() == [2, 1, 1, 0, 1, 2, 2])
    #expect(state.signals.countFaults == [])
    state.apply(.signals(.rulesChanged(ExchangeRules(holdsUninformed: true, hasEnded: false), at: 5_000)))
    #expect(state.signals.figures.inFeed == 0 && state.signals.figures.notInformed == 3)
    #expect(state.signals.countFaults == [])
  }
}
