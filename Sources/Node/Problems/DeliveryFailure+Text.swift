import PeerProtocol
import Region

extension DeliveryFailure {
  /// The failure for people, without secrets; the next command where there is one.
  package var text: String {
    switch self {
    case .call(let failure): failure.text
    case .unavailable(let status): "the peer answers \(status)"
    case .refusal(let refusal): Problem(refusal).detail
    case .notAdmitted(let code, let detail), .documentRefused(let code, let detail): "\(code.rawValue): \(detail)"
    case .requestUnknown(let status): "the peer does not know our request: \(status)"
    case .staleCard: "the peer refuses our card as stale"
    case .agreementEnded: "the peer ended or does not know the agreement"
    case .agreementNotHeld: "the peer does not hold the agreement in force"
    case .batchRefused(let code, let detail): "the peer refused a batch: \(code.rawValue): \(detail)"
    case .proofRefused: "the peer refused a proof"
    case .limitReached(let limit, let seconds):
      "limit \(limit.isEmpty ? "of the agreement" : limit) reached; next try in \(seconds) s"
    case .problem(let status, let code, let detail): "the peer answers \(status) \(code.rawValue): \(detail)"
    }
  }
}

extension PeerCallFailure {
  /// The failure for people, without secrets; the next command where there is one.
  package var text: String {
    switch self {
    case .notReachable(let why): "not reachable: \(why)"
    case .timedOut: "no answer in time"
    case .pinMismatch:
      "another key answers than the peer's card names; ask its operator for the new card, then: samenloop peer import-card"
    case .untrusted(let why): "not trusted: \(why)"
    case .refused(let why):
      "the peer refused the connection: \(why). If it does not know this node's key: samenloop card export"
    }
  }
}
