import PeerProtocol
import Region

extension DeliveryFailure {
  /// The failure for people, without secrets; the next command where there is one.
  package var text: String {
    switch self {
    case .call(let failure): failure.text
    case .unavailable(let status): pick("de andere regio antwoordt \(status)", "the peer answers \(status)")
    case .refusal(let refusal): Problem(refusal).detail
    case .notAdmitted(let code, let detail), .documentRefused(let code, let detail): "\(code.rawValue): \(detail)"
    case .requestUnknown(let status):
      pick("de andere regio kent ons verzoek niet: \(status)", "the peer does not know our request: \(status)")
    case .staleCard: pick("de andere regio weigert onze kaart als verouderd", "the peer refuses our card as stale")
    case .agreementEnded:
      pick(
        "de andere regio heeft de afspraak beëindigd of kent die niet", "the peer ended or does not know the agreement")
    case .agreementNotHeld:
      pick("de andere regio heeft de afspraak niet die van kracht is", "the peer does not hold the agreement in force")
    case .batchRefused(let code, let detail):
      pick(
        "de andere regio weigerde een zending: \(code.rawValue): \(detail)",
        "the peer refused a batch: \(code.rawValue): \(detail)")
    case .proofRefused: pick("de andere regio weigerde een bewijs", "the peer refused a proof")
    case .limitReached(let limit, let seconds):
      pick(
        "de grens \(limit.isEmpty ? "van de afspraak" : limit) is bereikt; een nieuwe poging over "
          + "\(seconds) s", "limit \(limit.isEmpty ? "of the agreement" : limit) reached; next try in \(seconds) s")
    case .problem(let status, let code, let detail):
      pick(
        "de andere regio antwoordt \(status) \(code.rawValue): \(detail)",
        "the peer answers \(status) \(code.rawValue): \(detail)")
    }
  }
}

extension PeerCallFailure {
  /// The failure for people, without secrets; the next command where there is one.
  package var text: String {
    switch self {
    case .notReachable(let why): pick("niet bereikbaar: \(why)", "not reachable: \(why)")
    case .timedOut: pick("geen antwoord op tijd", "no answer in time")
    case .pinMismatch:
      pick(
        "er antwoordt een andere sleutel dan de kaart van de regio noemt; vraag de beheerder daar om de "
          + "nieuwe kaart, en geef dan: samenloop peer import-card",
        "another key answers than the peer's card names; ask its operator for the new card, then: samenloop peer import-card"
      )
    case .untrusted(let why): pick("niet vertrouwd: \(why)", "not trusted: \(why)")
    case .refused(let why):
      pick(
        "de andere regio weigerde de verbinding: \(why). Kent die de sleutel van dit knooppunt niet: "
          + "samenloop card export",
        "the peer refused the connection: \(why). If it does not know this node's key: samenloop card export")
    }
  }
}
