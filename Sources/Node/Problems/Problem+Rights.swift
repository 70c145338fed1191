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
    case .noSuchRequest: "There is no such request. List them: samenloop subject requests"
    case .closed: "This request is closed. List those that are open: samenloop subject requests"
    case .extendedBefore: "The term of this request was made longer before. It can be made longer once."
    case .tooMany(let count):
      "\(count) requests are open. Close some first: samenloop subject close REQUEST --outcome WORD"
    case .needsYouth:
      "capacity: must be youth, both or representative, with the identity of the youth: only a youth's data can be "
        + "objected to, erased or told of"
    case .otherStep(.objection):
      "An objection ends by a decision: samenloop subject object --reject, or --uphold by two people"
    case .otherStep(.erasure):
      "A request for erasure ends by samenloop subject confirm REQUEST, or by samenloop subject close REQUEST "
        + "--outcome refused or withdrawn"
    case .needsReason:
      "reason: say why it is refused, for the person has to be told (GDPR article 12, paragraph 4)"
    case .otherStep(.rectification):
      "A request for rectification ends by samenloop subject close REQUEST --outcome corrected, refused or withdrawn"
    case .otherStep(.access):
      "A request for access ends by samenloop subject close REQUEST --outcome answered, refused or withdrawn"
    case .nothingErased: "Nothing was erased by this request, so that there is nothing to certify."
    case .notProvableYet:
      "No checkpoint covers the end of this request yet. One is made for you once in ten minutes: try again then."
    }
  }
}
