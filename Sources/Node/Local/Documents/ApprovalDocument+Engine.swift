import LocalAPI
import Region

extension ApprovalDocument {
  /// An approval as the local API shows it.
  init(_ approval: Approval) { self.init(role: Word(text: approval.role), name: approval.name, at: approval.at) }
}
