/// Lists the pieces of an element one below the other.
@resultBuilder
package enum HTMLBuilder {
  /// A piece of markup.
  package static func buildExpression(_ html: HTML) -> HTML { html }
  /// A text of this program.
  package static func buildExpression(_ phrase: Phrase) -> HTML { .phrase(phrase) }
  /// A text that came from outside.
  package static func buildExpression(_ text: String) -> HTML { .text(text) }
  /// Pieces that were made elsewhere.
  package static func buildExpression(_ parts: [HTML]) -> HTML { .group(parts) }

  package static func buildBlock(_ parts: HTML...) -> HTML { parts.count == 1 ? parts[0] : .group(parts) }
  package static func buildOptional(_ part: HTML?) -> HTML { part ?? .nothing }
  package static func buildEither(first part: HTML) -> HTML { part }
  package static func buildEither(second part: HTML) -> HTML { part }
  package static func buildArray(_ parts: [HTML]) -> HTML { .group(parts) }
}
