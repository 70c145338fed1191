/// Answer to POST /v1/signals/{id}/objection.
package struct SignalObjectionDocument: LocalDocument {
  package var id: String
  package var objection: Word<ObjectionStep>
  /// How many signals on the youth it concerns.
  package var signals: Int
  package var standing: Word<DecisionStanding>

  package init(id: String, objection: Word<ObjectionStep>, signals: Int, standing: Word<DecisionStanding>) {
    self.id = id
    self.objection = objection
    self.signals = signals
    self.standing = standing
  }
}
