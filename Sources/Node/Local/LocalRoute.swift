/// What the local API can be asked.
enum LocalOperation: Sendable, Hashable, CaseIterable {
  case status, createInvitation, peers, join, fingerprint, acceptPeer, rejectPeer, suspendPeer, resumePeer
  case card, renewCard, importCard
  case agreements, proposeAgreement, agreement, approveAgreement, rejectAgreement, revokeAgreement
  case proposeException, approveException, rejectException
  case signals, signal, putSignal, withdrawSignal, objectToSignal, importSignals
  case matches, match, followUp, coordination, handover, consent, release, worklist
  case changes, synchronize
  case withdrawals, announceRestore, confirmImport, closing, closeRegion, snapshot
  case credentials, signCredential, approveCredential, declineCredential
}

/// One request of the local API as data: its method and path, who may make it, what it may carry.
struct LocalRoute: Sendable {
  /// What may come in the body.
  enum Body: Sendable, Equatable {
    case none
    /// One JSON value of at most so many bytes.
    case json(limit: Int)
    /// A file that is read piece by piece, of at most so many bytes.
    case stream(limit: Int)

    /// What a body says that it is; nil where none is read.
    var mediaType: String? {
      switch self {
      case .none: nil
      case .json: "application/json"
      case .stream: "text/csv"
      }
    }
  }

  var operation: LocalOperation
  var method: String
  /// Segments; one in braces takes any text.
  var path: [String]
  var roles: Set<Role>
  var body: Body
  /// The names that the query may have.
  var query: [String]

  init(
    _ operation: LocalOperation, _ method: String, _ path: String, _ roles: Set<Role>, body: Body = .none,
    query: [String] = []
  ) {
    self.operation = operation
    self.method = method
    self.path = path.split(separator: "/").map(String.init)
    self.roles = roles
    self.body = body
    self.query = query
  }

  /// Every route there is.
  static let table: [LocalRoute] = [
    LocalRoute(.status, "GET", "/v1/status", Set(Role.allCases)),
    LocalRoute(.createInvitation, "POST", "/v1/invitations", [.operator], body: .json(limit: small)),
    LocalRoute(.peers, "GET", "/v1/peers", approvers),
    LocalRoute(.join, "POST", "/v1/peers", [.operator], body: .json(limit: small)),
    LocalRoute(.fingerprint, "GET", "/v1/peers/{region}/fingerprint", [.operator]),
    LocalRoute(.acceptPeer, "POST", "/v1/peers/{region}/acceptance", [.operator], body: .json(limit: small)),
    LocalRoute(.rejectPeer, "POST", "/v1/peers/{region}/rejection", [.operator], body: .json(limit: small)),
    LocalRoute(.suspendPeer, "POST", "/v1/peers/{region}/suspension", approvers, body: .json(limit: small)),
    LocalRoute(.resumePeer, "POST", "/v1/peers/{region}/resumption", [.operator], body: .json(limit: small)),
    LocalRoute(.importCard, "PUT", "/v1/peers/{region}/card", [.operator], body: .json(limit: document)),
    LocalRoute(.card, "GET", "/v1/card", approvers),
    LocalRoute(.renewCard, "POST", "/v1/card", [.operator], body: .json(limit: small)),
    LocalRoute(.agreements, "GET", "/v1/agreements", approvers),
    LocalRoute(.proposeAgreement, "POST", "/v1/agreements", [.operator], body: .json(limit: document)),
    LocalRoute(.agreement, "GET", "/v1/agreements/{agreement}", approvers),
    LocalRoute(
      .approveAgreement, "POST", "/v1/agreements/{agreement}/approval", approvers, body: .json(limit: small)),
    LocalRoute(
      .rejectAgreement, "POST", "/v1/agreements/{agreement}/rejection", approvers, body: .json(limit: small)),
    LocalRoute(
      .revokeAgreement, "POST", "/v1/agreements/{agreement}/revocation", approvers, body: .json(limit: small)),
    LocalRoute(
      .proposeException, "POST", "/v1/agreements/{agreement}/limit-exceptions", [.privacyOfficer],
      body: .json(limit: small)),
    LocalRoute(
      .approveException, "POST", "/v1/agreements/{agreement}/limit-exceptions/{document}/approval", [.privacyOfficer],
      body: .json(limit: small)),
    LocalRoute(
      .rejectException, "POST", "/v1/agreements/{agreement}/limit-exceptions/{document}/rejection", [.privacyOfficer],
      body: .json(limit: small)),
    LocalRoute(.signals, "GET", "/v1/signals", [.index]),
    LocalRoute(.signal, "GET", "/v1/signals/{id}", [.index]),
    LocalRoute(.putSignal, "PUT", "/v1/signals/{id}", [.index], body: .json(limit: document)),
    LocalRoute(.withdrawSignal, "POST", "/v1/signals/{id}/withdrawal", [.index], body: .json(limit: small)),
    LocalRoute(
      .objectToSignal, "POST", "/v1/signals/{id}/objection", [.index, .privacyOfficer], body: .json(limit: small)),
    LocalRoute(
      .importSignals, "POST", "/v1/signal-imports", [.index], body: .stream(limit: importBytes),
      query: ["snapshot", "confirmRemovals", "rows"]),
    LocalRoute(.matches, "GET", "/v1/matches", matched, query: ["peer", "kind", "new", "scope"]),
    LocalRoute(.match, "GET", "/v1/matches/{id}", matched),
    LocalRoute(.followUp, "POST", "/v1/matches/{id}/follow-up", matched, body: .json(limit: small)),
    LocalRoute(.coordination, "POST", "/v1/matches/{id}/coordination", matched, body: .json(limit: small)),
    LocalRoute(.handover, "POST", "/v1/matches/{id}/handover", matched, body: .json(limit: small)),
    LocalRoute(.consent, "POST", "/v1/matches/{id}/consent", matched, body: .json(limit: small)),
    LocalRoute(.release, "POST", "/v1/matches/{id}/release", [.coordinator], body: .json(limit: small)),
    LocalRoute(.worklist, "GET", "/v1/worklist", [.coordinator]),
    LocalRoute(.changes, "GET", "/v1/changes", [.index], query: ["after", "limit"]),
    LocalRoute(.credentials, "GET", "/v1/credentials", approvers),
    LocalRoute(.signCredential, "POST", "/v1/credentials", approvers, body: .json(limit: document)),
    LocalRoute(
      .approveCredential, "POST", "/v1/credentials/{credential}/approval", [.privacyOfficer], body: .json(limit: small)),
    LocalRoute(
      .declineCredential, "POST", "/v1/credentials/{credential}/rejection", approvers, body: .json(limit: small)),
    LocalRoute(.withdrawals, "GET", "/v1/withdrawals", approvers),
    LocalRoute(.announceRestore, "POST", "/v1/restoration", [.operator], body: .json(limit: small)),
    LocalRoute(.confirmImport, "POST", "/v1/restoration/confirmation", [.operator], body: .json(limit: small)),
    LocalRoute(.snapshot, "POST", "/v1/snapshots", approvers, body: .json(limit: small)),
    LocalRoute(.closing, "GET", "/v1/closing", approvers),
    LocalRoute(.closeRegion, "POST", "/v1/closing", approvers, body: .json(limit: small)),
    LocalRoute(
      .synchronize, "POST", "/v1/synchronizations", [.operator, .index], body: .json(limit: small)),
  ]

  private static let approvers: Set<Role> = [.operator, .privacyOfficer]
  /// Those who see contact details of matches.
  private static let matched: Set<Role> = [.index, .coordinator]
  /// Bytes of a body with a reason or a code.
  private static let small = 4_096
  /// Bytes of a document: an agreement's terms, a signal.
  private static let document = 65_536
  /// Bytes of one file of signals: about four million rows.
  private static let importBytes = 1 << 30
}
