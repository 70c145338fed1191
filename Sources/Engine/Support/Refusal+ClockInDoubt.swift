import PeerProtocol
import Region

extension Refusal {
  /// What a clock in doubt cannot judge is not refused for good: it is tried again once the clock is trusted.
  static func clockInDoubt(_ what: String) -> Refusal {
    Refusal.problem(
      Problem(
        .tryAgain,
        "\(what): the node's clock is in doubt. Try again once it is trusted; the operator sees why with: samenloop status",
        retryAfter: EngineLimits.clockRetrySeconds))
  }
}
