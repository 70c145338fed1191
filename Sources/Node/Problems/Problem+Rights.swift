import PeerProtocol
import Region

extension Problem {
  /// Why nothing is done about a request of a person, and what to do.
  init(_ refusal: RightsRefusal) {
    switch refusal {
    case .notProvableYet: self.init(refusal.code, Self.detail(refusal), retryAfter: 600)
    default: self.init(refusal.code, Self.detail(refusal))
    }
  }

  private static func detail(_ refusal: RightsRefusal) -> String {
    switch refusal {
    case .noSuchRequest:
      pick(
        "Er is geen verzoek met dit nummer. Alle verzoeken: samenloop subject requests",
        "There is no such request. List them: samenloop subject requests")
    case .closed:
      pick(
        "Dit verzoek is gesloten. Alle open verzoeken: samenloop subject requests",
        "This request is closed. List those that are open: samenloop subject requests")
    case .extendedBefore:
      pick(
        "De termijn van dit verzoek is al eens verlengd. Dat kan één keer.",
        "The term of this request was made longer before. It can be made longer once.")
    case .tooMany(let count):
      pick(
        "Er zijn \(count) open verzoeken. Sluit er eerst een paar: samenloop subject close REQUEST "
          + "--outcome WORD",
        "\(count) requests are open. Close some first: samenloop subject close REQUEST --outcome WORD")
    case .needsYouth:
      pick(
        "capacity: moet youth, both of representative zijn, met de identiteit van de jeugdige: alleen "
          + "bij gegevens van een jeugdige is bezwaar, wissen of informeren mogelijk",
        "capacity: must be youth, both or representative, with the identity of the youth: only a youth's data can be "
          + "objected to, erased or told of")
    case .otherStep(.objection):
      pick(
        "Een bezwaar eindigt met een besluit: samenloop subject object --reject, of --uphold door twee "
          + "mensen", "An objection ends by a decision: samenloop subject object --reject, or --uphold by two people")
    case .otherStep(.erasure):
      pick(
        "Een verzoek om te wissen eindigt met samenloop subject confirm REQUEST, of met samenloop "
          + "subject close REQUEST --outcome refused of withdrawn",
        "A request for erasure ends by samenloop subject confirm REQUEST, or by samenloop subject close REQUEST "
          + "--outcome refused or withdrawn")
    case .needsReason:
      pick(
        "reason: zeg waarom het is geweigerd, want dat moet de betrokkene horen (AVG artikel 12, lid 4)",
        "reason: say why it is refused, for the person has to be told (GDPR article 12, paragraph 4)")
    case .otherStep(.rectification):
      pick(
        "Een verzoek om verbetering eindigt met samenloop subject close REQUEST --outcome corrected, "
          + "refused of withdrawn",
        "A request for rectification ends by samenloop subject close REQUEST --outcome corrected, refused or withdrawn")
    case .otherStep(.access):
      pick(
        "Een verzoek om inzage eindigt met samenloop subject close REQUEST --outcome answered, refused "
          + "of withdrawn",
        "A request for access ends by samenloop subject close REQUEST --outcome answered, refused or withdrawn")
    case .nothingErased:
      pick(
        "Door dit verzoek is niets gewist, dus er is niets te bewijzen.",
        "Nothing was erased by this request, so that there is nothing to certify.")
    case .notProvableYet:
      pick(
        "Geen controlepunt omvat het einde van dit verzoek al. Eens in de tien minuten wordt er een voor "
          + "u gemaakt: probeer het dan opnieuw.",
        "No checkpoint covers the end of this request yet. One is made for you once in ten minutes: try again then.")
    }
  }
}
