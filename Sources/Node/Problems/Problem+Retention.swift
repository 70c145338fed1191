import PeerProtocol
import Region

extension Problem {
  /// Why nothing is decided on a youth, on a mark or on what is to end, and what to do.
  init(_ refusal: RetentionRefusal) { self.init(refusal.code, Self.detail(refusal)) }

  private static func detail(_ refusal: RetentionRefusal) -> String {
    switch refusal {
    case .nothingToDecide:
      pick(
        "Er is geen signaal met dit nummer waarover iets te beslissen is. Zie waarover wel: samenloop "
          + "signal decisions",
        "There is no signal with this id, and nothing is to be decided on it. List what is: samenloop signal decisions")
    case .ownObjection:
      pick(
        "U wees dit bezwaar toe: een ander moet het afwijzen. Neem uw woord terug met --lodged",
        "You upheld this objection: another person has to reject it. Take your word back with --lodged")
    case .secondRole(let name, let role, let awaited):
      pick(
        "\(name) besliste als eerste, als \(role). Het tweede woord is aan \(awaited): voeg toe --as "
          + "\(awaited)",
        "\(name) decided first, as \(role). The second word is that of the \(awaited): add --as \(awaited)")
    case .noMark:
      pick(
        "Er is geen merkteken van zo'n gewist signaal. Alle merktekens: samenloop signal marks",
        "There is no such mark of an erased signal. List them with: samenloop signal marks")
    case .tooManyLifts(let count):
      pick(
        "\(count) merktekens wachten op een tweede persoon: hef die eerst op",
        "\(count) marks wait for a second person: lift those first")
    case .secondLift(let name, let role, let awaited):
      pick(
        "\(name) wil dit als \(role): het tweede woord is aan \(awaited)",
        "\(name) wants it as \(role): the second word is that of the \(awaited)")
    case .otherCount(let subject, let count):
      pick(
        "Er zouden \(count) \(subject == .signals ? "signalen" : "afspraken") eindigen, en er is een "
          + "ander aantal bevestigd. Klopt het: samenloop retention confirm "
          + "--\(subject == .signals ? "endings" : "agreements") \(count)",
        "\(count) \(subject == .signals ? "signals" : "agreements") would end, and another number was confirmed. If that "
          + "is right: samenloop retention confirm --\(subject == .signals ? "endings" : "agreements") \(count)")
    }
  }
}
