import PeerProtocol
import Region

extension Problem {
  /// Why nothing can be stored, and what to do.
  init(_ refusal: StorageRefusal) {
    switch refusal {
    case .diskFull:
      self.init(
        refusal.code,
        pick(
          "De schijf van het knooppunt is vol. Maak ruimte; het knooppunt gaat vanzelf verder, probeer het "
            + "dan opnieuw.",
          "The disk of the node is full. Free some space; the node continues by itself, then try again."),
        retryAfter: 10)
    case .busy:
      self.init(
        refusal.code,
        pick(
          "Het knooppunt loopt achter met opslaan. Probeer het zo dadelijk opnieuw.",
          "The node is catching up with its disk. Try again in a moment."), retryAfter: 1)
    case .stopped:
      self.init(
        refusal.code,
        pick(
          "Het knooppunt kan niets meer opslaan en moet opnieuw worden gestart. Het logboek van het "
            + "knooppunt zegt waarom.",
          "The node cannot store anything any more and has to be restarted. Its log says why."),
        retryAfter: 60)
    case .snapshotFailed:
      self.init(
        refusal.code,
        pick(
          "Er kon nu geen momentopname worden geschreven; het logboek van het knooppunt zegt waarom. "
            + "Probeer het zo dadelijk opnieuw.",
          "No snapshot could be written now; the node's log says why. Try again in a moment."),
        retryAfter: 5)
    case .logFull:
      self.init(
        refusal.code,
        pick(
          "Er kan niet in het auditlogboek worden geschreven, en zonder regel daarin mag dit niet "
            + "gebeuren. Het logboek van het knooppunt zegt waarom; maak ruimte in de map van het knooppunt, "
            + "en probeer het dan opnieuw.",
          "The audit log cannot be written: without an entry of it nothing of the kind may happen. The node's log says why; "
            + "free some space in its home, then try again."), retryAfter: 10)
    case .unreadable:
      self.init(
        refusal.code,
        pick(
          "Wat moest worden opgeslagen, was niet terug te lezen, en er is niets opgeslagen. Meld wat u "
            + "deed, zonder gegevens.",
          "What was to be stored could not be read back, and nothing was stored. Please report what you did, without any "
            + "data."))
    }
  }
}
