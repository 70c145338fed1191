package import LocalAPI
package import Region

extension ApprovalDocument {
  /// Who approved and when.
  package init(_ approval: Approval) {
    self.init(role: Word(text: approval.role), name: approval.name, at: approval.at)
  }
}
