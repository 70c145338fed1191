import Cryptography
public import PeerProtocol
public import Region

/// Which privacy officers count: decided by the running node, kept in its journal.
extension Engine {
  /// Begins the registry at the first start with one: the certificates that the home holds count. In a home to learn with
  /// they do at every start.
  public func beginRegistry(found: [OfficerCertificate]) throws(Problem) {
    let isTraining = configuration.environment == .training
    let at = now
    guard peek({ !$0.credentials.decideFound(found, isTraining: isTraining, at: at).isEmpty }) else { return }
    let count = try commit { (transaction) throws(Problem) -> Int in
      let events = transaction.state.credentials.decideFound(found, isTraining: isTraining, at: at)
      try transaction.append(events)
      return events.count
    }
    guard count > 0 else { return }
    log(LogEvent(.info, "privacy-officers-registered", ["found": JSONValue(found.count)]))
  }

  /// Where the registry stands with a certificate.
  public enum OfficerStanding: Sendable {
    /// It counts.
    case registered
    /// The operator proposed it; a registered privacy officer has to consent.
    case proposed
    /// It was revoked, for good.
    case revoked
    /// Nobody registered it.
    case unknown
  }

  /// Where the registry stands with the certificate of this SHA-256. Looked at for every request of a privacy officer.
  public func officerStanding(of fingerprint: [UInt8]) -> OfficerStanding {
    peek { state in
      if let officer = state.credentials.officer(fingerprint) {
        return officer.revokedAt == nil ? .registered : .revoked
      }
      return state.credentials.proposal(fingerprint) == nil ? .unknown : .proposed
    }
  }

  /// A certificate that was made for this key and name before and still stands: who asks again gets the same one.
  public func standingOfficer(key: [UInt8], name: String) throws(Problem) -> OfficerCertificate? {
    let at = now
    return try read { $0.credentials.standing(forKey: key, name: name, at: at) }
  }

  /// A person's wish that a certificate counts as a privacy officer's; see ``CredentialsState/decideProposal(_:by:)``.
  public func registerOfficer(_ certificate: OfficerCertificate, by approver: Approver) throws(Problem) -> JSONValue {
    try decideOnOfficer(certificate.fingerprint, approver, "privacy-officer-proposed") {
      (state, approval) throws(Problem) in try state.decideProposal(certificate, by: approval)
    }
  }

  /// A privacy officer's consent to what the operator proposed. Twice is once.
  public func approveOfficer(id: String, approver: Approver) throws(Problem) -> JSONValue {
    let fingerprint = try fingerprint(id)
    return try decideOnOfficer(fingerprint, approver, "privacy-officer-approved") {
      (state, approval) throws(Problem) in try state.decideConsent(to: fingerprint, by: approval)
    }
  }

  /// Takes a proposal back.
  public func declineOfficer(id: String, approver: Approver) throws(Problem) -> JSONValue {
    let fingerprint = try fingerprint(id)
    return try decideOnOfficer(fingerprint, approver, "privacy-officer-declined") {
      (state, approval) throws(Problem) in try state.decideDecline(of: fingerprint, by: approval)
    }
  }

  private func decideOnOfficer(
    _ fingerprint: [UInt8], _ approver: Approver, _ event: String,
    _ decide: (CredentialsState, Approval) throws(Problem) -> [RegionEvent]
  ) throws(Problem) -> JSONValue {
    let approval = approver.approval(at: now)
    try commit { (transaction) throws(Problem) in
      try transaction.append(try decide(transaction.state.credentials, approval))
    }
    log(
      LogEvent(
        .warning, event,
        ["certificate": .string(OfficerCertificate.id(of: fingerprint)), "role": .string(approver.role)]))
    return try read { state in describeOfficers(state.credentials) }
  }

  private func fingerprint(_ id: String) throws(Problem) -> [UInt8] {
    guard let fingerprint = OfficerCertificate.fingerprint(ofId: id) else {
      throw Problem(
        .malformed, "id: is no certificate's id (64 hexadecimal digits). List them: samenloop credential list")
    }
    return fingerprint
  }

  /// The registry, with the certificates: `{"privacyOfficers":[…],"proposals":[…]}`.
  public func credentials() throws(Problem) -> JSONValue {
    try read { state in describeOfficers(state.credentials) }
  }

  /// Takes over that certificates were revoked; for good.
  public func revokeOfficers(_ isRevoked: (OfficerCertificate) -> Bool) {
    let at = now
    guard peek({ !$0.credentials.decideRevocations(at: at, isRevoked).isEmpty }) else { return }
    do {
      let events = try commit { (transaction) throws(Problem) -> [RegionEvent] in
        let events = transaction.state.credentials.decideRevocations(at: at, isRevoked)
        try transaction.append(events)
        return events
      }
      for case .credentials(.revoked(let fingerprint, _)) in events {
        log(
          LogEvent(
            .warning, "privacy-officer-revoked", ["certificate": .string(OfficerCertificate.id(of: fingerprint))]))
      }
    } catch {
      log(LogEvent(.error, "privacy-officer-not-revoked", ["reason": .string(error.detail)]))
    }
  }

  /// Where no privacy officer can decide any more: an alarm a day for what the operator proposed, which counts after
  /// seven. Never asked while the clock is in doubt.
  func advanceOfficerProposals() throws(Problem) {
    let at = now
    guard peek({ !$0.credentials.decideAlarms(at: at).isEmpty }) else { return }
    let events = try commit { (transaction) throws(Problem) -> [RegionEvent] in
      let events = transaction.state.credentials.decideAlarms(at: at)
      try transaction.append(events)
      return events
    }
    for event in events {
      switch event {
      case .credentials(.alarmRaised(let fingerprint, _)):
        log(
          LogEvent(
            .warning, "alarm",
            [
              "code": "privacy-officer-unopposed", "certificate": .string(OfficerCertificate.id(of: fingerprint)),
              "detail": .string(
                "The operator proposed a privacy officer, and none is left who can consent. It counts after "
                  + "\(CredentialsState.alarmDays) days of this alarm. To stop it: samenloop credential decline ID"),
            ]))
      case .credentials(.registered(let officer)):
        log(
          LogEvent(
            .warning, "privacy-officer-registered",
            ["certificate": .string(officer.certificate.id), "ground": .string(officer.ground.name)]))
      default: break
      }
    }
  }

  /// The registry as `status` shows it.
  func describeOfficers(_ state: CredentialsState, withCertificates: Bool = true) -> JSONValue {
    let at = now
    func members(_ certificate: OfficerCertificate) -> [String: JSONValue] {
      var members: [String: JSONValue] = [
        "id": .string(certificate.id), "name": .string(certificate.name),
        "validUntil": JSONValue(certificate.validUntil),
      ]
      if withCertificates { members["certificate"] = .string(Base64.encode(certificate.der)) }
      return members
    }
    let officers = state.officers.map { officer -> JSONValue in
      var members = members(officer.certificate)
      let isExpired = officer.certificate.validUntil <= at
      members["state"] = officer.revokedAt != nil ? "revoked" : isExpired ? "expired" : "usable"
      members["ground"] = .string(officer.ground.name)
      members["registeredAt"] = JSONValue(officer.registeredAt)
      members["approvals"] = .array(officer.approvals.map(\.json))
      members["revokedAt"] = officer.revokedAt.map { JSONValue($0) }
      return .object(members)
    }
    let proposals = state.proposals.map { proposal -> JSONValue in
      var members = members(proposal.certificate)
      members["approvals"] = .array([proposal.proposal.json])
      members["alarms"] = JSONValue(proposal.alarms)
      members["countsAt"] = state.countsAt(proposal, now: at).map { JSONValue($0) }
      members["next"] = .string(
        members["countsAt"] == nil
          ? "samenloop credential approve --as privacy-officer \(proposal.certificate.id)"
          : "samenloop credential decline \(proposal.certificate.id)")
      return .object(members)
    }
    return ["privacyOfficers": .array(officers), "proposals": .array(proposals)]
  }
}

extension Approval {
  /// Who approved and when: `{"role","name","at"}`.
  var json: JSONValue { ["role": .string(role), "name": .string(name), "at": JSONValue(at)] }
}
