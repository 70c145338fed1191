import Engine
import PeerProtocol
import Region

extension Problem {
  /// What the clock of the node does not allow, and what to do.
  init(_ refusal: ClockRefusal) {
    switch refusal {
    case .inDoubt(let question):
      self.init(
        refusal.code,
        "\(Self.undecided(question)): the node's clock is in doubt. Try again once it is trusted; the operator sees why "
          + "with: samenloop status",
        retryAfter: EngineLimits.clockRetrySeconds)
    case .otherDate(let named, let machine):
      self.init(
        refusal.code,
        "The machine's clock says \(machine), and not \(named.iso). Set the clock of the machine first; confirm it when "
          + "it is right. See: samenloop status")
    }
  }

  private static func undecided(_ question: ClockRefusal.Question) -> String {
    switch question {
    case .signalDates: "The signal's dates cannot be judged"
    case .agreementInForce: "Whether the agreement is in force cannot be judged"
    case .proposalDates: "The proposal's dates cannot be judged"
    case .endings: "Nothing is ended"
    }
  }
}
