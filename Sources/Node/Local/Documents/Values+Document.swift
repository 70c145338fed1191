import LocalAPI
import PeerProtocol
import Region

extension ContactDocument {
  /// How to reach somebody.
  init(_ contact: Contact) { self.init(name: contact.name, phone: contact.phone, email: contact.email) }
}

extension Timestamp {
  /// A moment in milliseconds since 1970; nil for 0, which stands for never.
  init?(milliseconds: Int) {
    guard milliseconds > 0 else { return nil }
    self.init(seconds: Int64(milliseconds / 1000))
  }
}
