import Cryptography
import Engine
import LocalAPI
import Pages
import PeerProtocol
import System

/// The operator's page.
extension PageCall {
  var operatorPage: any Page {
    get throws {
      let peers: PeersDocument = try document(.peers)
      return OperatorPage(
        OperatorScreen(
          status: try document(.status), peers: peers.peers, agreements: try agreements(), certificates: certificates))
    }
  }

  /// The node's own certificates and those of people that lie in the home, the soonest to run out first.
  private var certificates: [OperatorScreen.Certificate] {
    let home = trust.office.home
    let people = (Files.names(in: home.clients) ?? []).sorted().filter { $0.hasSuffix(".pem") }
      .map { home.clients + "/" + $0 }.filter { $0 != home.authority }
    let own = [KeyFile.tlsCertificate, .localCertificate].map { home.key($0) }
    return (own + people).compactMap { path -> OperatorScreen.Certificate? in
      guard let certificate = (try? Files.read(path)).flatMap({ try? X509Certificate(pem: $0) }) else { return nil }
      let role = certificate.organizationalUnit.flatMap(Credential.init)?.role
      return OperatorScreen.Certificate(
        name: certificate.commonName, role: role.map { Word($0) },
        validUntil: Timestamp(seconds: certificate.notAfter))
    }.sorted { ($0.validUntil, $0.name) < ($1.validUntil, $1.name) }
  }

  func decide(onPeer region: String, _ action: String, _ fields: FormFields) throws -> PageAnswer {
    func send(_ operation: LocalOperation, _ body: JSONValue) throws {
      let _: PeerDocument = try document(operation, [region], body: body)
    }
    switch Link.PeerFormAction(rawValue: action) {
    case .accept:
      try require(.read, in: fields, "tick it once you compared all six groups")
      try send(.acceptPeer, [:])
      return .seeOther(.node, .peerAccepted)
    case .reject:
      guard fields.isYes(.confirmed) else {
        let name = try regionNames()[region] ?? region
        return .page(ConfirmationPage(.rejectPeer(region: region, name: name)))
      }
      try send(.rejectPeer, reason(fields))
      return .seeOther(.node, .peerRejected)
    case .suspend:
      try send(.suspendPeer, reason(fields))
      return .seeOther(.node, .peerSuspended)
    case .resume:
      try send(.resumePeer, [:])
      return .seeOther(.node, .peerResumed)
    case nil: throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form"))
    }
  }
}
