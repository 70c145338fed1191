/// What a region's people say of an objection.
public enum ObjectionStep: String, Hashable, Sendable, CaseIterable {
  case lodged, rejected, upheld
}

/// Body of POST /v1/signals/{id}/withdrawal.
public struct WithdrawalRequest: LocalDocument {
  /// Why.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    case riskGone = "risk-gone"
    case movedAway = "moved-away"
    case mistaken, objection, deceased
  }

  public var reason: Word<Reason>

  public init(reason: Word<Reason>) {
    self.reason = reason
  }
}

/// Body of POST /v1/signals/{id}/objection.
public struct ObjectionRequest: LocalDocument {
  public var objection: Word<ObjectionStep>

  public init(objection: Word<ObjectionStep>) {
    self.objection = objection
  }
}

/// Body of POST /v1/signals/{id}/death-confirmation.
public struct DeathConfirmationRequest: LocalDocument {
  /// True to refuse a report, or to take a first person's word back.
  public var refused: Bool?

  public init(refused: Bool? = nil) {
    self.refused = refused
  }
}

/// Body of POST /v1/signal-marks/lift: one of both.
public struct LiftRequest: LocalDocument {
  /// The signal's id.
  public var id: String?
  /// True for all whose cause an earlier version did not keep.
  public var allUnknown: Bool?

  public init(id: String? = nil, allUnknown: Bool? = nil) {
    self.id = id
    self.allUnknown = allUnknown
  }
}
