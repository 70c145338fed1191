/// Shows that a form came from a page of this node: the node makes it for the holder of a certificate, and takes no form
/// without it. Its description holds nothing of it, so that no log does.
package struct FormToken: Sendable, CustomStringConvertible {
  let text: String

  /// A token as the node made it.
  package init(_ text: String) { self.text = text }

  /// Says that it is one.
  package var description: String { "form token" }
}
