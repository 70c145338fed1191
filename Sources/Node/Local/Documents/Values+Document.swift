import LocalAPI
import PeerProtocol
import Region

extension ApprovalDocument {
  /// Who approved and when.
  init(_ approval: Approval) {
    self.init(role: Word(text: approval.role), name: approval.name, at: approval.at)
  }
}

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
