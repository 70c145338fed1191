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
        pick(
          "\(Self.undecided(question)): de klok van het knooppunt wordt niet vertrouwd. Probeer het "
            + "opnieuw als dat wel zo is; de beheerder ziet waarom met: samenloop status",
          "\(Self.undecided(question)): the node's clock is in doubt. Try again once it is trusted; the operator sees why "
            + "with: samenloop status"),
        retryAfter: EngineLimits.clockRetrySeconds)
    case .otherDate(let named, let machine):
      self.init(
        refusal.code,
        pick(
          "De klok van de machine zegt \(machine), en niet \(named.iso). Zet eerst de klok van de machine "
            + "goed; bevestig die daarna. Zie: samenloop status",
          "The machine's clock says \(machine), and not \(named.iso). Set the clock of the machine first; confirm it when "
            + "it is right. See: samenloop status"))
    }
  }

  private static func undecided(_ question: ClockRefusal.Question) -> String {
    switch question {
    case .signalDates: pick("De data van het signaal zijn niet te beoordelen", "The signal's dates cannot be judged")
    case .agreementInForce:
      pick("Of de afspraak van kracht is, is niet te beoordelen", "Whether the agreement is in force cannot be judged")
    case .proposalDates:
      pick("De data van het voorstel zijn niet te beoordelen", "The proposal's dates cannot be judged")
    case .endings: pick("Er wordt niets beëindigd", "Nothing is ended")
    }
  }
}
