import LocalAPI
import PeerProtocol
import Testing

@testable import Node

@Suite(.timeLimit(.minutes(30))) struct LocalRouteTests {
  /// A path that fits the route, with an escape where something may stand.
  private static func path(of route: LocalRoute) -> String {
    "/" + route.path.map { $0.hasPrefix("{") ? "a%2Fb" : $0 }.joined(separator: "/")
  }

  /// Who may what, written down a second time.
  private static let permitted: [LocalOperation: Set<Role>] = {
    let approvers: Set<Role> = [.operator, .privacyOfficer]
    return [
      .status: [.index, .operator, .privacyOfficer, .coordinator],
      .createInvitation: [.operator], .peers: approvers, .join: [.operator], .fingerprint: [.operator],
      .acceptPeer: [.operator], .rejectPeer: [.operator], .agreements: approvers, .proposeAgreement: [.operator],
      .agreement: approvers, .approveAgreement: approvers, .rejectAgreement: approvers, .revokeAgreement: approvers,
      .frameworks: approvers, .framework: approvers, .createFramework: [.operator], .signFramework: approvers,
      .approveStanding: approvers, .withdrawStanding: approvers,
      .proposeLimitException: [.privacyOfficer], .approveLimitException: [.privacyOfficer],
      .rejectLimitException: [.privacyOfficer],
      .signals: [.index], .signal: [.index], .putSignal: [.index], .withdrawSignal: [.index],
      .objectToSignal: [.index, .privacyOfficer],
      .importSignals: [.index], .matches: [.index, .coordinator], .match: [.index, .coordinator],
      .followUp: [.index, .coordinator], .coordination: [.index, .coordinator], .handover: [.index, .coordinator],
      .consent: [.index, .coordinator], .release: [.coordinator], .worklist: [.coordinator], .assign: [.coordinator],
      .remind: [.coordinator],
      .changes: [.index], .synchronize: [.index, .operator], .suspendPeer: approvers, .resumePeer: [.operator],
      .ownCard: approvers, .renewCard: [.operator], .importCard: [.operator],
      .withdrawals: approvers, .announceRestore: [.operator], .confirmImport: [.operator], .closing: approvers,
      .closeRegion: approvers, .snapshot: approvers, .confirmClock: [.operator], .confirmEndings: [.operator],
      .credentials: approvers, .signCredential: approvers, .approveCredential: [.privacyOfficer],
      .declineCredential: approvers, .removePeer: [.operator], .checkPeer: [.operator],
      .confirmDeath: [.index, .privacyOfficer], .decisions: [.index, .privacyOfficer],
      .marks: [.index, .privacyOfficer], .liftMarks: [.index, .privacyOfficer],
      .auditEntries: [.privacyOfficer], .auditEntry: [.privacyOfficer], .reconcile: [.privacyOfficer],
      .exportEvidence: [.privacyOfficer], .planReviews: [.privacyOfficer], .nextReview: [.privacyOfficer],
      .closeReview: [.privacyOfficer],
      .subjectReport: [.privacyOfficer], .subjectObjection: [.privacyOfficer], .subjectErasure: [.privacyOfficer],
      .subjectCorrection: [.privacyOfficer], .subjectInforming: [.privacyOfficer], .subjectRequests: [.privacyOfficer],
      .extendSubjectRequest: [.privacyOfficer], .closeSubjectRequest: [.privacyOfficer],
      .confirmSubjectErasure: [.index, .privacyOfficer], .subjectCertificate: [.privacyOfficer],
      .signCheckpoint: [.privacyOfficer], .logFaults: [.privacyOfficer],
      .statistics: [.operator, .privacyOfficer, .coordinator, .observer, .agreementKeeper], .register: approvers,
      .interface: [.index, .operator, .privacyOfficer, .coordinator, .observer, .agreementKeeper],
      .organisations: [.agreementKeeper, .operator, .privacyOfficer],
      .organisation: [.agreementKeeper, .operator, .privacyOfficer],
      .importOrganisations: [.agreementKeeper, .operator], .mergeMunicipalities: [.operator],
      .webhooks: [.operator], .addWebhook: [.operator], .testWebhook: [.operator], .redeliverWebhook: [.operator],
      .removeWebhook: [.operator], .testMail: [.operator],
    ]
  }()

  @Test func everyOperationHasOneRoute() {
    #expect(LocalRoute.table.map(\.operation).count == LocalOperation.allCases.count)
    #expect(Set(LocalRoute.table.map(\.operation)) == Set(LocalOperation.allCases))
  }

  @Test(arguments: LocalOperation.allCases) func everyRoleAtEveryRoute(operation: LocalOperation) throws {
    let route = operation.route
    let allowed = try #require(Self.permitted[operation])
    for role in Role.allCases.map(Optional.some) + [nil] {
      let decision = LocalRouting.decide(method: route.method, path: Self.path(of: route), role: role)
      if let role, allowed.contains(role) {
        let parameters = route.path.filter { $0.hasPrefix("{") }.map { _ in "a/b" }
        #expect(decision == .permitted(operation, parameters: parameters), "\(operation) as \(role)")
      } else {
        #expect(decision == .forbidden(roles: allowed.sorted()), "\(operation) as \(role?.rawValue ?? "nobody")")
      }
    }
  }

  @Test(arguments: [
    "/", "", "/v1", "/v1/", "/v1/status/", "/v1//status", "/v2/status", "/v1/Status", "/v1/status%", "/v1/signals/%zz",
    "/v1/signals/%ff", "/v1/signals/%00", "/v1/signals/a/b", "/v1/peers/x/acceptance/", "v1/status",
  ])
  func unknownPathsAreNotFound(path: String) {
    #expect(LocalRouting.decide(method: "GET", path: path, role: .operator) == .notFound)
  }

  @Test func anotherMethodNamesThoseThatThereAre() {
    #expect(
      LocalRouting.decide(method: "DELETE", path: "/v1/signals/x", role: .index)
        == .methodNotAllowed(allow: ["GET", "HEAD", "OPTIONS", "PUT"]))
    #expect(
      LocalRouting.decide(method: "get", path: "/v1/status", role: .index)
        == .methodNotAllowed(allow: ["GET", "HEAD", "OPTIONS"]))
    #expect(
      LocalRouting.decide(method: "HEAD", path: "/v1/signals/x", role: .index)
        == .permitted(.signal, parameters: ["x"]))
  }
}

@Suite(.timeLimit(.minutes(30))) struct LocalQueryTests {
  @Test func decodesWhatIsAllowed() throws {
    let query = try LocalQuery("peer=a%20b&new=true&limit=7", allowed: ["peer", "new", "limit"])
    #expect(query.text("peer") == "a b")
    #expect(try query.flag("new"))
    #expect(try query.integer("limit", 1...10) == 7)
    #expect(try LocalQuery(nil, allowed: []).text("peer") == nil)
  }

  @Test(arguments: ["x=1", "peer=1&peer=2", "peer=%f", "peer=%ff", "peer=%0a"]) func refusesAllElse(query: String) {
    #expect(throws: Problem.self) { try LocalQuery(query, allowed: ["peer"]) }
  }

  /// An import is one of the whole index only where it says so.
  @Test(arguments: ["new", "new=", "new=1", "new=True", "new=true%20"]) func refusesFlagsInOtherWords(text: String)
    throws
  {
    let query = try LocalQuery(text, allowed: ["new"])
    #expect(throws: Problem.self) { try query.flag("new") }
  }

  @Test(arguments: ["new=false", ""]) func flagsAreNotUp(text: String) throws {
    #expect(try !LocalQuery(text, allowed: ["new"]).flag("new"))
  }

  @Test(arguments: ["0", "11", "x", "-1", "99999999999999999999"]) func refusesNumbersOutOfRange(text: String) throws {
    let query = try LocalQuery("limit=\(text)", allowed: ["limit"])
    #expect(throws: Problem.self) { try query.integer("limit", 1...10) }
  }

  @Test(arguments: ["é/ü ?&=%", "", "a-b_c.~9"]) func percentCodingComesBack(text: String) {
    let encoded = PercentCoding.encode(text)
    #expect(PercentCoding.decode(encoded) == text)
    #expect(encoded.utf8.allSatisfy { $0 < 0x7F && $0 > 0x20 && $0 != 0x2F && $0 != 0x3F && $0 != 0x26 })
  }
}
