/// Answer to POST /v1/signals/{id}/objection.
public struct SignalObjectionDocument: LocalDocument {
  public var id: String
  public var objection: Word<ObjectionStep>
  /// How many signals on the youth it concerns.
  public var signals: Int
  public var standing: Word<DecisionStanding>

  public init(id: String, objection: Word<ObjectionStep>, signals: Int, standing: Word<DecisionStanding>) {
    self.id = id
    self.objection = objection
    self.signals = signals
    self.standing = standing
  }
}
