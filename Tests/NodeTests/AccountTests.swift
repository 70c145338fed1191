import LocalAPI
import Testing
import Transport

@testable import Node

/// For whom requests at the local listener count.
@Suite(.timeLimit(.minutes(30))) struct AccountTests {
  private func client(_ role: String?, certificate: UInt8) -> ClientIdentity {
    ClientIdentity(
      spkiSHA256: [UInt8](repeating: 1, count: 32), certificateSHA256: [UInt8](repeating: certificate, count: 32),
      commonName: "somebody", organizationalUnit: role, isKnown: true)
  }

  @Test func everyCertificateHasAnAccountWithTheLimitsOfItsRole() {
    let limits = RequestLimits()
    let first = LocalService.terms(client("coordinator", certificate: 1), limits)
    let second = LocalService.terms(client("coordinator", certificate: 2), limits)
    #expect(first.account != second.account)
    #expect(first == LocalService.terms(client("coordinator", certificate: 1), limits))
    #expect(first.limits == limits.limits(for: .coordinator) && second.limits == first.limits)
    #expect(LocalService.terms(client("index", certificate: 1), limits).account != first.account)
    #expect(first.account == "coordinator 0101010101010101")
  }

  @Test func certificatesWithoutARoleShareAnAccount() {
    let limits = RequestLimits()
    let first = LocalService.terms(client(nil, certificate: 1), limits)
    #expect(first == LocalService.terms(client("nothing", certificate: 2), limits))
    #expect(first.limits == limits.limits(for: .observer))
  }
}
