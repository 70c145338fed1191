/// A page that people see. Each page is a value with what it shows; it knows nothing of the node.
package protocol Page: Sendable {
  /// The title, which is also the first words of the browser's tab.
  var title: Phrase { get }
  /// The part of the navigation to which it belongs.
  var section: PageSection? { get }
  /// What stands in `main`, with one `h1`.
  func content(_ frame: PageFrame) -> HTML
}

extension Page {
  /// The whole document as UTF-8.
  package func bytes(in frame: PageFrame) -> [UInt8] {
    HTMLWriter.document(PageLayout(frame: frame, page: self).document, in: frame.language)
  }
}
