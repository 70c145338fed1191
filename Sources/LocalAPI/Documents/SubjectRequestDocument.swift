package import PeerProtocol

/// A request of a person about the data on them: without identity and name.
package struct SubjectRequestDocument: LocalDocument {
  /// What is asked for.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case access, objection, erasure, rectification
  }

  /// Why its term was made longer.
  package enum Ground: String, Hashable, Sendable, CaseIterable {
    case complex
    case manyRequests = "many-requests"
  }

  /// What became of it.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    case answered, refused, withdrawn, rejected, erased, corrected
  }

  /// Such as `request-3`.
  package var id: String
  package var kind: Word<Kind>
  package var capacity: Word<SubjectCapacity>
  /// The day on which it came.
  package var receivedOn: CalendarDate
  /// The last day on which it may be answered.
  package var dueOn: CalendarDate
  /// Days until then; negative where it is overdue. Missing where the request is closed.
  package var daysLeft: Int?
  package var extendedFor: Word<Ground>?
  /// In the officer's words; for privacy officers only.
  package var reason: String?
  /// The decision that waits, such as `objection-2`; see `GET /v1/decisions`.
  package var decision: String?
  /// Missing while it is open.
  package var outcome: Word<Outcome>?
  package var closedAt: Timestamp?
  /// Why it was closed so, in the officer's words; for privacy officers only.
  package var closingReason: String?

  package init(
    id: String, kind: Word<Kind>, capacity: Word<SubjectCapacity>, receivedOn: CalendarDate, dueOn: CalendarDate,
    daysLeft: Int? = nil, extendedFor: Word<Ground>? = nil, reason: String? = nil, decision: String? = nil,
    outcome: Word<Outcome>? = nil, closedAt: Timestamp? = nil, closingReason: String? = nil
  ) {
    (self.id, self.kind, self.capacity) = (id, kind, capacity)
    (self.receivedOn, self.dueOn, self.daysLeft, self.extendedFor) = (receivedOn, dueOn, daysLeft, extendedFor)
    (self.reason, self.decision, self.outcome, self.closedAt) = (reason, decision, outcome, closedAt)
    self.closingReason = closingReason
  }
}

/// Answer to GET /v1/subject-requests: open requests first, the oldest first.
package struct SubjectRequestsDocument: LocalDocument {
  package var requests: [SubjectRequestDocument]

  package init(requests: [SubjectRequestDocument]) { self.requests = requests }
}

/// What a step of an objection or of an erasure came to.
package struct SubjectDecisionDocument: LocalDocument {
  /// Missing where an objection was lodged by the index alone.
  package var request: SubjectRequestDocument?
  package var standing: Word<DecisionStanding>

  package init(request: SubjectRequestDocument? = nil, standing: Word<DecisionStanding>) {
    (self.request, self.standing) = (request, standing)
  }
}

/// Answer to POST /v1/subjects/informing: the day that was written down.
package struct SubjectInformedDocument: LocalDocument {
  package var on: CalendarDate

  package init(on: CalendarDate) { self.on = on }
}
