import PeerProtocol
import Simulation

@testable import Engine
@testable import Region

extension ForeignPeer {
  /// Puts a limit exception, under its own id and agreement or others.
  func put(_ document: SignedDocument, id: DocumentId? = nil, agreement: AgreementId? = nil) -> PeerResponse {
    let path =
      "/v1/agreements/" + (agreement ?? key.agreement).base64URL + "/limit-exceptions/"
      + (id ?? document.documentId).base64URL
    return ask("PUT", path, document.bytes)
  }

  /// Five additions and more that this peer announces for three days from now.
  func exception(_ number: Int = 0) -> LimitException {
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
    return LimitException(
      agreement: key.agreement, region: world.nodes[1].name, additions: 5 + number, from: now,
      until: now.adding(days: 3), reason: "announced")
  }
}
