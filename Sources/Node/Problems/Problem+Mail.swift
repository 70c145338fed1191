import PeerProtocol
import Region

extension Problem {
  /// Why no mail is sent, and what to do.
  init(_ refusal: MailRefusal) {
    switch refusal {
    case .notConfigured:
      self.init(refusal.code, "node.json names no mail server. Add mail with server and from, and restart the node.")
    case .invalidAddress: self.init(refusal.code, "address: must be an address such as a.jansen@example.nl")
    }
  }
}
