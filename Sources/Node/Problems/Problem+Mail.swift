import PeerProtocol
import Region

extension Problem {
  /// Why no mail is sent, and what to do.
  init(_ refusal: MailRefusal) {
    switch refusal {
    case .notConfigured:
      self.init(
        refusal.code,
        pick(
          "node.json noemt geen mailserver. Voeg mail toe met server en from, en start het knooppunt "
            + "opnieuw.", "node.json names no mail server. Add mail with server and from, and restart the node."))
    case .invalidAddress:
      self.init(
        refusal.code,
        pick(
          "address: moet een adres zijn zoals a.jansen@example.nl",
          "address: must be an address such as a.jansen@example.nl"))
    }
  }
}
