/// The headers that go with each page.
package enum SecurityHeaders {
  /// The content security policy: nothing is loaded or run, the one style is the stylesheet of this program, forms go to this
  /// node only, and no other page frames this one.
  package static let contentSecurityPolicy =
    "default-src 'none'; style-src 'sha256-\(Stylesheet.sha256)'; form-action 'self'; frame-ancestors 'none'; "
    + "base-uri 'none'"

  /// All of them by name. `Referrer-Policy` is `same-origin` and not `no-referrer`: with that one browsers send
  /// `Origin: null` with a form, and the node could not tell its own forms from a stranger's.
  package static func all(in language: PageLanguage) -> [(name: String, value: String)] {
    [
      ("Content-Type", "text/html; charset=utf-8"),
      ("Content-Language", language.tag),
      ("Content-Security-Policy", contentSecurityPolicy),
      ("Cache-Control", "no-store"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Referrer-Policy", "same-origin"),
      ("Vary", "Accept, Accept-Language"),
      ("X-Content-Type-Options", "nosniff"),
    ]
  }
}
