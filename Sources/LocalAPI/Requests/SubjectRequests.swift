package import PeerProtocol

/// In which capacity a person asks, which says how the identity is looked up.
package enum SubjectCapacity: String, Hashable, Sendable, CaseIterable {
  case youth, parent, both, representative
}

/// Body of POST /v1/subjects/report.
package struct SubjectReportRequest: LocalDocument {
  /// Never stored, logged or answered.
  package var identity: String
  package var capacity: Word<SubjectCapacity>
  /// Why the officer looks the person up.
  package var reason: String
  /// The day on which the request came; today where it is missing.
  package var receivedOn: CalendarDate?

  package init(
    identity: String, capacity: Word<SubjectCapacity>, reason: String, receivedOn: CalendarDate? = nil
  ) {
    (self.identity, self.capacity, self.reason, self.receivedOn) = (identity, capacity, reason, receivedOn)
  }
}

/// Body of POST /v1/subjects/objection.
package struct SubjectObjectionRequest: LocalDocument {
  /// Never stored, logged or answered.
  package var identity: String
  package var capacity: Word<SubjectCapacity>
  package var objection: Word<ObjectionStep>
  package var reason: String?
  package var receivedOn: CalendarDate?

  package init(
    identity: String, capacity: Word<SubjectCapacity>, objection: Word<ObjectionStep>, reason: String? = nil,
    receivedOn: CalendarDate? = nil
  ) {
    (self.identity, self.capacity, self.objection) = (identity, capacity, objection)
    (self.reason, self.receivedOn) = (reason, receivedOn)
  }
}

/// Body of POST /v1/subjects/erasure.
package struct SubjectErasureRequest: LocalDocument {
  /// Never stored, logged or answered.
  package var identity: String
  package var capacity: Word<SubjectCapacity>
  /// The word `erasure`, said once more.
  package var confirm: String
  package var reason: String?
  package var receivedOn: CalendarDate?

  package init(
    identity: String, capacity: Word<SubjectCapacity>, confirm: String, reason: String? = nil,
    receivedOn: CalendarDate? = nil
  ) {
    (self.identity, self.capacity, self.confirm) = (identity, capacity, confirm)
    (self.reason, self.receivedOn) = (reason, receivedOn)
  }
}

/// Body of POST /v1/subjects/correction.
package struct SubjectCorrectionRequest: LocalDocument {
  /// Never stored, logged or answered.
  package var identity: String
  package var capacity: Word<SubjectCapacity>
  package var reason: String?
  package var receivedOn: CalendarDate?

  package init(
    identity: String, capacity: Word<SubjectCapacity>, reason: String? = nil, receivedOn: CalendarDate? = nil
  ) {
    (self.identity, self.capacity, self.reason, self.receivedOn) = (identity, capacity, reason, receivedOn)
  }
}

/// Body of POST /v1/subjects/informing.
package struct SubjectInformingRequest: LocalDocument {
  /// Never stored, logged or answered.
  package var identity: String
  package var capacity: Word<SubjectCapacity>
  /// The day on which the family was informed.
  package var on: CalendarDate

  package init(identity: String, capacity: Word<SubjectCapacity>, on: CalendarDate) {
    (self.identity, self.capacity, self.on) = (identity, capacity, on)
  }
}

/// Body of POST /v1/subject-requests/{request}/extension.
package struct SubjectRequestExtension: LocalDocument {
  package var ground: Word<SubjectRequestDocument.Ground>

  package init(ground: Word<SubjectRequestDocument.Ground>) { self.ground = ground }
}

/// Body of POST /v1/subject-requests/{request}/closing.
package struct SubjectRequestClosing: LocalDocument {
  package var outcome: Word<SubjectRequestDocument.Outcome>
  /// Why; needed where a rectification is refused.
  package var reason: String?

  package init(outcome: Word<SubjectRequestDocument.Outcome>, reason: String? = nil) {
    (self.outcome, self.reason) = (outcome, reason)
  }
}

/// Body of POST /v1/subject-requests/{request}/erasure.
package struct SubjectErasureConfirmation: LocalDocument {
  /// The id of the request, said once more.
  package var confirm: String

  package init(confirm: String) { self.confirm = confirm }
}
