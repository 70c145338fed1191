/// What would end at once and waits for an operator, since it is more than usual; empty where nothing waits.
package struct EndingsDocument: LocalDocument {
  /// Signals whose term ran out, whose youth reached the age limit, or whose archive is over.
  package var signals: Int?
  /// How many signals there are.
  package var of: Int?
  /// Agreements that would end: all that there are.
  package var agreements: Int?
  /// The command that confirms it.
  package var next: String?

  package init(signals: Int? = nil, of: Int? = nil, agreements: Int? = nil, next: String? = nil) {
    self.signals = signals
    self.of = of
    self.agreements = agreements
    self.next = next
  }
}
