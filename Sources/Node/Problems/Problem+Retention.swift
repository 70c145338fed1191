import PeerProtocol
import Region

extension Problem {
  /// Why nothing is decided on a youth, on a mark or on what is to end, and what to do.
  init(_ refusal: RetentionRefusal) { self.init(refusal.code, Self.detail(refusal)) }

  private static func detail(_ refusal: RetentionRefusal) -> String {
    switch refusal {
    case .nothingToDecide:
      "There is no signal with this id, and nothing is to be decided on it. List what is: samenloop signal decisions"
    case .ownObjection:
      "You upheld this objection: another person has to reject it. Take your word back with --lodged"
    case .secondRole(let name, let role, let awaited):
      "\(name) decided first, as \(role). The second word is that of the \(awaited): add --as \(awaited)"
    case .noMark: "There is no such mark of an erased signal. List them with: samenloop signal marks"
    case .tooManyLifts(let count): "\(count) marks wait for a second person: lift those first"
    case .secondLift(let name, let role, let awaited):
      "\(name) wants it as \(role): the second word is that of the \(awaited)"
    case .otherCount(let subject, let count):
      "\(count) \(subject == .signals ? "signals" : "agreements") would end, and another number was confirmed. If that "
        + "is right: samenloop retention confirm --\(subject == .signals ? "endings" : "agreements") \(count)"
    }
  }
}
