/// What a region's people say of an objection.
package enum ObjectionStep: String, Hashable, Sendable, CaseIterable {
  case lodged, rejected, upheld
}

/// Body of POST /v1/signals/{id}/withdrawal.
package struct WithdrawalRequest: LocalDocument {
  /// Why.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    case riskGone = "risk-gone"
    case movedAway = "moved-away"
    case mistaken, objection, deceased
  }

  package var reason: Word<Reason>

  package init(reason: Word<Reason>) {
    self.reason = reason
  }
}

/// Body of POST /v1/signals/{id}/objection.
package struct ObjectionRequest: LocalDocument {
  package var objection: Word<ObjectionStep>

  package init(objection: Word<ObjectionStep>) {
    self.objection = objection
  }
}

/// Body of POST /v1/signals/{id}/death-confirmation.
package struct DeathConfirmationRequest: LocalDocument {
  /// True to refuse a report, or to take a first person's word back.
  package var refused: Bool?

  package init(refused: Bool? = nil) {
    self.refused = refused
  }
}

/// Body of POST /v1/signal-marks/lift: one of both.
package struct LiftRequest: LocalDocument {
  /// The signal's id.
  package var id: String?
  /// True for all whose cause an earlier version did not keep.
  package var allUnknown: Bool?

  package init(id: String? = nil, allUnknown: Bool? = nil) {
    self.id = id
    self.allUnknown = allUnknown
  }
}
