import Engine
import LocalAPI
import PeerProtocol
import Region

extension PeerCheck {
  /// The check as the local API shows it.
  func document() -> PeerCheckDocument {
    let (word, detail) = result.parts(of: region)
    return PeerCheckDocument(
      region: region.text, endpoint: endpoint, result: Word(word), detail: detail, version: version,
      clockAheadSeconds: clockAheadSeconds.map { Int(clamping: max(-Self.limit, min(Self.limit, $0))) })
  }

  /// Seconds beyond which a difference of clocks is not told exactly: a peer may answer anything.
  private static let limit: Int64 = 1 << 40
}

extension PeerCheck.Result {
  fileprivate func parts(of region: RegionName) -> (PeerCheckDocument.Result, String?) {
    switch self {
    case .answers: (.answers, nil)
    case .failed(.notReachable(let why)): (.notReachable, why)
    case .failed(.timedOut): (.timedOut, pick("geen antwoord op tijd", "no answer in time"))
    case .failed(.pinMismatch): (.otherKey, PeerCallFailure.pinMismatch.text)
    case .failed(.untrusted(let why)): (.untrusted, why)
    case .failed(.refused(let why)): (.refused, why)
    case .notAdmitted(.peerSuspended, let detail): (.suspendedThere, detail)
    case .notAdmitted(_, let detail): (.unknownThere, detail)
    case .unexpected(let status):
      (
        .unexpected,
        pick(
          "\(region) antwoordt \(status) op de vraag hoe het gaat",
          "\(region) answers \(status) to the question after its health")
      )
    case .otherRegion(let other): (.otherRegion, pick("de regio \(other) antwoordt", "the region \(other) answers"))
    }
  }
}
