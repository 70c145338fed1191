/// The addresses of pages and of what their forms do. The node serves exactly these.
extension Link {
  /// The reader's first page, by role.
  package static let home = Link()
  package static let worklist = Link("pages", "worklist")
  package static let figures = Link("pages", "figures")
  package static let overview = Link("pages", "overview")
  /// All that waits for the privacy officer.
  package static let tasks = Link("pages", "tasks")
  package static let agreements = Link("pages", "agreements")
  package static let requests = Link("pages", "requests")
  package static let search = Link("pages", "search")
  package static let node = Link("pages", "node")
  /// The register of organisations.
  package static let organisations = Link("pages", "organisations")

  /// A match.
  package static func match(_ id: String) -> Link { Link("pages", "matches", id) }
  /// Where a form about a match goes.
  package static func match(_ id: String, _ action: MatchFormAction) -> Link {
    Link("pages", "matches", id, action.rawValue)
  }

  /// An agreement with its terms.
  package static func agreement(_ id: String) -> Link { Link("pages", "agreements", id) }
  /// Where a decision on an agreement goes.
  package static func agreement(_ id: String, _ decision: Decision) -> Link {
    Link("pages", "agreements", id, decision.rawValue)
  }
  /// A limit exception with its terms.
  package static func exception(_ id: String, of agreement: String) -> Link {
    Link("pages", "agreements", agreement, "limit-exceptions", id)
  }
  /// Where a decision on a limit exception goes.
  package static func exception(_ id: String, of agreement: String, _ decision: Decision) -> Link {
    Link("pages", "agreements", agreement, "limit-exceptions", id, decision.rawValue)
  }

  /// Where it is said what became of a person's request.
  package static func closing(ofRequest id: String) -> Link { Link("pages", "requests", id, "closing") }

  /// The review of the audit log that is next; its entries are chosen by a form that goes there.
  package static let reviews = Link("pages", "reviews")
  /// Where it is said how much is reviewed, and how often.
  package static let reviewPlan = Link("pages", "reviews", "plan")
  /// Where it is said what a review found.
  package static func closing(ofReview id: String) -> Link { Link("pages", "reviews", id, "closing") }

  /// Compares audit logs with a peer.
  package static let comparison = Link("pages", "comparison")
  /// Exports evidence.
  package static let evidence = Link("pages", "evidence")
  /// Begins an erasure that a person asks for.
  package static let erasure = Link("pages", "erasure")

  /// Objections, reported deaths and proposed privacy officers.
  package static let decisions = Link("pages", "decisions")
  /// Where a decision on an objection or a reported death goes.
  package static func decision(_ id: String, _ decision: HoldDecision) -> Link {
    Link("pages", "decisions", id, decision.rawValue)
  }
  /// Where a decision on a proposed privacy officer goes.
  package static func credential(_ id: String, _ decision: Decision) -> Link {
    Link("pages", "credentials", id, decision.rawValue)
  }

  /// Where a form about a peer goes.
  package static func peer(_ region: String, _ action: PeerFormAction) -> Link {
    Link("pages", "peers", region, action.rawValue)
  }

  /// The records behind a number. `peer` narrows them down to one region.
  package static func records(_ kind: RecordKind, peer: String? = nil, after: String? = nil) -> Link {
    Link(parts: ["pages", "records", kind.rawValue], query: query(peer, after))
  }
  /// The same as CSV.
  package static func csv(_ kind: RecordKind, peer: String? = nil) -> Link {
    Link(parts: ["pages", "records", kind.rawValue + ".csv"], query: query(peer, nil))
  }

  private static func query(_ peer: String?, _ after: String?) -> [(String, String)] {
    [("peer", peer), ("after", after)].compactMap { name, value in value.map { (name, $0) } }
  }

  /// A form about a match.
  package enum MatchFormAction: String, Sendable, CaseIterable {
    case followUp = "follow-up"
    case coordination, handover, consent, release
    case assign = "assignment"
    case remind = "reminder"
  }

  /// What people decide on an objection (`ObjectionRequest`) or a reported death (`DeathConfirmationRequest`).
  package enum HoldDecision: String, Sendable, CaseIterable {
    case uphold = "upheld"
    case rejectObjection = "rejected"
    case confirmDeath = "death-confirmed"
    case refuseDeath = "death-refused"
    case confirmErasure = "erasure-confirmed"
    case withdrawErasure = "erasure-withdrawn"
  }

  /// What people decide on an agreement or an exception.
  package enum Decision: String, Sendable, CaseIterable {
    case approve = "approval"
    case reject = "rejection"
    case revoke = "revocation"
  }

  /// A form about a peer.
  package enum PeerFormAction: String, Sendable, CaseIterable {
    case accept = "acceptance"
    case reject = "rejection"
    case suspend = "suspension"
    case resume = "resumption"
  }
}
