/// The one stylesheet. It stands inside each page, so that a page that somebody saves or prints looks the same, and the
/// content security policy names its hash, so that no other style applies.
package enum Stylesheet {
  /// The whole text.
  package static let text =
    ":root{\(Palette.properties(\.light))}\n"
    + "@media (prefers-color-scheme:dark){:root{\(Palette.properties(\.dark))}}\n"
    + base + header + components + tables + forms + worklist + match + officer + operatorAndFigures
    // Paper is white, whatever the screen is.
    + "@media print{:root{\(Palette.properties(\.light))}\n" + print + "}\n"

  /// SHA-256 of the text, as Base64. A test computes it anew and says which value belongs here.
  package static let sha256 = "juPioVGSB3amuskya31uogoJWYPfY4B1PGTcH85p5qw="
}
