/// What becomes of signals of an organisation that the register does not have, or that takes part no longer. The raw value
/// is the word in node.json.
public enum OrganisationPolicy: String, Hashable, Sendable, CaseIterable {
  /// They are taken in, exchanged and flagged.
  case report
  /// They are taken in and flagged, and no peer learns of them until the organisation is registered.
  case require
}
