/// A word that a command takes by its place.
package struct PositionalSpec: Sendable {
  /// An id that nodes made: 22 or 43 characters of base64url, of which one in 64 begins with a dash.
  package enum Identifier: Sendable {
    /// All of it: something is changed by it.
    case whole
    /// Or its first characters, where something is only read.
    case shortened
  }

  package var name: String
  package var isRequired = true
  /// Set where the word is such an id.
  package var identifier: Identifier?

  package init(name: String, isRequired: Bool = true, identifier: Identifier? = nil) {
    self.name = name
    self.isRequired = isRequired
    self.identifier = identifier
  }
}
