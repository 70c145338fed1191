package import Engine
package import LocalAPI
import Region

extension SignalMarksDocument.Mark {
  /// The mark of an erased signal.
  package init(_ stored: StoredMark) {
    let signal = stored.mark.signal
    self.init(
      id: signal.id, cause: Word(text: signal.cause.name), erasedOn: stored.mark.day, lifted: stored.mark.isLifted,
      reportedBy: signal.sources.isEmpty ? nil : signal.sources,
      liftAwaits: stored.liftAwaits.map { Word(text: $0) })
  }
}

extension LiftedMarksDocument {
  /// What a wish to lift marks came to.
  package init(_ decision: MarkDecision) {
    self.init(marks: decision.marks, standing: Word(decision.isLifted ? .lifted : .awaitsSecondPerson))
  }
}
