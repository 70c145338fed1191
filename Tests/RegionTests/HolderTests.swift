import PeerProtocol
import Testing

@testable import Region

/// Which approvals are by two people.
@Suite(.timeLimit(.minutes(30))) struct HolderTests {
  private func approval(_ credential: UInt8, _ name: String, key: [UInt8] = []) -> Approval {
    Approval(role: "operator", credential: [credential], name: name, key: key, at: Timestamp(seconds: 1))
  }

  @Test func oneCertificateKeyOrNameIsOneHolder() {
    let first = approval(1, "A. de Boer", key: [7])
    #expect(first.isByHolder(of: approval(1, "B. Smit", key: [8])))
    #expect(first.isByHolder(of: approval(2, "B. Smit", key: [7])))
    #expect(first.isByHolder(of: approval(2, " a.  DE boer", key: [8])))
    #expect(!first.isByHolder(of: approval(2, "B. Smit", key: [8])))
    // Stores of format 1 hold no keys: two unknown keys are not one.
    #expect(!approval(1, "A. de Boer").isByHolder(of: approval(2, "B. Smit")))
  }
}
