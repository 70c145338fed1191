import PeerProtocol
import Testing

@testable import Region

/// Alarms about proposed privacy officers.
@Suite(.timeLimit(.minutes(30))) struct CredentialAlarmTests {
  @Test func alarmIsCountedForItsOwnProposalOnly() {
    let start = Timestamp(seconds: 1_790_000_000)
    var state = CredentialsState()
    for number: UInt8 in 1...3 {
      let certificate = OfficerCertificate(
        der: [number], fingerprint: [UInt8](repeating: number, count: 32), key: [number], name: "Officer \(number)",
        validFrom: start, validUntil: start.adding(days: 100))
      state.apply(.proposed(OfficerProposal(certificate, by: Samples.officer)))
    }
    state.apply(.alarmRaised([UInt8](repeating: 2, count: 32), at: start.adding(days: 1)))
    #expect(state.proposals.map(\.alarms) == [0, 1, 0])
    #expect(state.proposals.map(\.lastAlarmAt) == [nil, start.adding(days: 1), nil])
  }
}
