import Engine
import LocalAPI
import PeerProtocol
import Region

extension SynchronizationDocument {
  /// The peers with which nothing is left to send.
  init(_ result: Synchronizer.Result) {
    let joining = result.joining.map {
      Joining(region: $0.region.text, reason: $0.acceptance.reason(of: $0.region))
    }
    self.init(
      synchronized: result.synchronized.map(\.text),
      withoutAgreement: result.withoutAgreement.isEmpty ? nil : result.withoutAgreement.map(\.text),
      joining: joining.isEmpty ? nil : joining)
  }
}
