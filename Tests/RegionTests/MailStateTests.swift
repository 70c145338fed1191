import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// Which alarms people are told of by mail, and that each is told once.
@Suite(.timeLimit(.minutes(30))) struct MailStateTests {
  private let at = Timestamp(seconds: 1_800_000_000)

  private func raised(_ code: String, at: Timestamp) -> RegionState {
    var state = RegionState()
    state.apply(.peering(.alarmRaised(Samples.drenthe, code: code, count: 1, at: at)))
    return state
  }

  @Test func anAlarmIsToldOnceToEachAudience() {
    var state = raised("limit-exceeded", at: at)
    let alarms = MailState.untold(state, to: .operator, at: at)
    #expect(alarms.map(\.code) == ["limit-exceeded"] && alarms.first?.region == Samples.drenthe)
    state.apply(.mail(.alarmsTold(.operator, alarms, at: at)))
    #expect(MailState.untold(state, to: .operator, at: at).isEmpty)
    #expect(MailState.untold(state, to: .privacyOfficer, at: at).count == 1)
  }

  @Test func anAlarmThatComesAgainIsToldAfterADay() {
    var state = raised("limit-exceeded", at: at)
    state.apply(.mail(.alarmsTold(.operator, MailState.untold(state, to: .operator, at: at), at: at)))
    for (seconds, isTold) in [(60, false), (86_399, false), (86_400, true)] as [(Int64, Bool)] {
      let later = at.adding(seconds: seconds)
      var again = state
      again.apply(.peering(.alarmRaised(Samples.drenthe, code: "limit-exceeded", count: 1, at: later)))
      #expect(MailState.untold(again, to: .operator, at: later).isEmpty != isTold, "after \(seconds) seconds")
    }
  }

  @Test func whatIsForOperatorsOnlyIsNotToldToOfficers() {
    let state = raised("webhook-disabled", at: at)
    #expect(MailState.untold(state, to: .operator, at: at).count == 1)
    #expect(MailState.untold(state, to: .privacyOfficer, at: at).isEmpty)
  }

  @Test func oldAlarmsAreNoNews() {
    let state = raised("limit-exceeded", at: at)
    #expect(MailState.untold(state, to: .operator, at: at.adding(days: 6)).count == 1)
    #expect(MailState.untold(state, to: .operator, at: at.adding(days: 7)).isEmpty)
  }

  @Test func aSnapshotKeepsWhatWasTold() throws {
    var state = raised("limit-exceeded", at: at)
    state.apply(.mail(.alarmsTold(.operator, MailState.untold(state, to: .operator, at: at), at: at)))
    state.apply(.mail(.digestSettled(on: CalendarDate(at), at: at)))
    var reader = RegionSnapshotReader()
    var items: [[UInt8]] = []
    RegionSnapshotWriter(state).write { items.append($0) }
    for item in items { try reader.read(item) }
    #expect(try reader.finish().mail == state.mail)
  }
}
