/// The language of what this program tells people: on a terminal, on pages, and in the reasons of a node's answers.
package enum TextLanguage: String, CaseIterable, Sendable {
  case nl, en

  /// The language of the command that runs, or of the request that a node answers. The program sets it once, from its
  /// environment, and a listener for each request, from `Accept-Language`; where nobody did, it is English, so that a test
  /// depends on no locale and says itself what it wants, and so that logs are English.
  @TaskLocal package static var current = TextLanguage.en

  /// One of the two texts.
  package func pick<Text>(_ nl: @autoclosure () -> Text, _ en: @autoclosure () -> Text) -> Text {
    self == .nl ? nl() : en()
  }
}
