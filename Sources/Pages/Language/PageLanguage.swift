/// A language that pages are written in.
package enum PageLanguage: String, Sendable, CaseIterable {
  case dutch = "nl"
  case english = "en"

  /// The tag of the language (RFC 5646).
  package var tag: String { rawValue }
}
