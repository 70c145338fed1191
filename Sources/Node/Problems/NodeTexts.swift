import LocalAPI
import Pages

/// One of two texts that stand beside each other, in the language of the request that is answered; English outside of one,
/// as in logs. Never in a constant: that would keep the language of whoever asked first.
func pick(_ nl: @autoclosure () -> String, _ en: @autoclosure () -> String) -> String {
  TextLanguage.current.pick(nl(), en())
}

extension TextLanguage {
  /// The language that a client of the local interface asks for with `Accept-Language`; English where it asks for none of
  /// ours, so that a program that sends no such header reads what it always read.
  init(acceptLanguage values: [String]) {
    let wanted = LanguagePreference.language(
      acceptLanguage: values.isEmpty ? nil : values.joined(separator: ","), otherwise: .english)
    self.init(wanted)
  }

  /// The language of a page.
  init(_ language: PageLanguage) { self = language == .dutch ? .nl : .en }
}
