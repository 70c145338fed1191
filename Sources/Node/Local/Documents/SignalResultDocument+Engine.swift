package import LocalAPI
package import Region

extension SignalResultDocument {
  /// What became of the report of a signal.
  package init(id: String, _ outcome: SignalOutcome) {
    self.init(id: id, result: Word(text: outcome.name))
    if case .keptErased(let known) = outcome { cause = Word(text: known.name) }
  }
}

extension SignalEndingDocument {
  /// How far a signal is that was withdrawn; nil for one that is erased.
  package init(id: String, _ status: SignalStatus?) {
    self.init(id: id, status: Word(text: status?.rawValue ?? Status.erased.rawValue))
  }
}
