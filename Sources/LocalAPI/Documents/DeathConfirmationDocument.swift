/// Answer to POST /v1/signals/{id}/death-confirmation.
package struct DeathConfirmationDocument: LocalDocument {
  package var id: String
  /// How many signals there were on the youth.
  package var signals: Int
  package var standing: Word<DecisionStanding>

  package init(id: String, signals: Int, standing: Word<DecisionStanding>) {
    self.id = id
    self.signals = signals
    self.standing = standing
  }
}
