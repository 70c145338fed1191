/// Answer to POST /v1/signals/{id}/death-confirmation.
public struct DeathConfirmationDocument: LocalDocument {
  public var id: String
  /// How many signals there were on the youth.
  public var signals: Int
  public var standing: Word<DecisionStanding>

  public init(id: String, signals: Int, standing: Word<DecisionStanding>) {
    self.id = id
    self.signals = signals
    self.standing = standing
  }
}
