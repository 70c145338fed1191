import PeerProtocol
public import Region

/// Which privacy officers count: decided by the running node, kept in its journal.
public final class Credentials: Sendable {
  private let store: Store
  private let clock: NodeClock
  /// True for a home to learn with.
  private let isTraining: Bool
  private let log: @Sendable (LogEvent) -> Void

  init(store: Store, clock: NodeClock, isTraining: Bool, log: @escaping @Sendable (LogEvent) -> Void) {
    (self.store, self.clock, self.isTraining, self.log) = (store, clock, isTraining, log)
  }

  /// Begins the registry at the first start with one: the certificates that the home holds count. In a home to learn with
  /// they do at every start.
  public func beginRegistry(found: [OfficerCertificate]) throws(Refusal) {
    let at = clock.now
    guard store.readLatest({ !$0.credentials.registerFoundOfficers(found, isTraining: isTraining, at: at).isEmpty })
    else {
      return
    }
    let count = try store.commit { (transaction) throws(Refusal) -> Int in
      let events = transaction.state.credentials.registerFoundOfficers(found, isTraining: isTraining, at: at)
      try transaction.append(events)
      return events.count
    }
    guard count > 0 else { return }
    log(LogEvent(.info, "privacy-officers-registered", ["found": JSONValue(found.count)]))
  }

  /// Where the registry stands with the certificate of this SHA-256. Looked at for every request of a privacy officer.
  public func standing(of fingerprint: [UInt8]) -> OfficerStanding {
    store.readLatest { state in
      if let officer = state.credentials.officer(fingerprint) {
        return officer.revokedAt == nil ? .registered : .revoked
      }
      return state.credentials.proposal(fingerprint) == nil ? .unknown : .proposed
    }
  }

  /// A certificate that was made for this key and name before and still stands: who asks again gets the same one.
  public func standingCertificate(key: [UInt8], name: String) throws(Refusal) -> OfficerCertificate? {
    let at = clock.now
    return try store.readDurable { $0.credentials.standing(forKey: key, name: name, at: at) }
  }

  /// A person's wish that a certificate counts as a privacy officer's; see ``CredentialsState/decideProposal(_:by:)``.
  public func register(_ certificate: OfficerCertificate, by approver: Approver) throws(Refusal) -> OfficerRegistry {
    try decide(certificate.fingerprint, approver, "privacy-officer-proposed") {
      (state, approval) throws(Refusal) in try state.decideProposal(certificate, by: approval)
    }
  }

  /// A privacy officer's consent to what the operator proposed. Twice is once.
  public func approve(id: String, approver: Approver) throws(Refusal) -> OfficerRegistry {
    let fingerprint = try fingerprint(id)
    return try decide(fingerprint, approver, "privacy-officer-approved") {
      (state, approval) throws(Refusal) in try state.decideConsent(to: fingerprint, by: approval)
    }
  }

  /// Takes a proposal back.
  public func decline(id: String, approver: Approver) throws(Refusal) -> OfficerRegistry {
    let fingerprint = try fingerprint(id)
    return try decide(fingerprint, approver, "privacy-officer-declined") {
      (state, approval) throws(Refusal) in try state.decideDecline(of: fingerprint, by: approval)
    }
  }

  private func decide(
    _ fingerprint: [UInt8], _ approver: Approver, _ event: String,
    _ decide: (CredentialsState, Approval) throws(Refusal) -> [RegionEvent]
  ) throws(Refusal) -> OfficerRegistry {
    let approval = approver.approval(at: clock.now)
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(try decide(transaction.state.credentials, approval))
    }
    log(
      LogEvent(
        .warning, event,
        ["certificate": .string(OfficerCertificate.id(of: fingerprint)), "role": .string(approver.role)]))
    return try registry()
  }

  private func fingerprint(_ id: String) throws(Refusal) -> [UInt8] {
    guard let fingerprint = OfficerCertificate.fingerprint(ofId: id) else {
      throw .credentials(.invalidId)
    }
    return fingerprint
  }

  /// The registry, once what it shows is durable.
  public func registry() throws(Refusal) -> OfficerRegistry {
    try store.readDurable { OfficerRegistry($0.credentials, at: clock.now) }
  }

  /// The registry as it is now, also while nothing can be stored.
  public var latestRegistry: OfficerRegistry {
    store.readLatest { OfficerRegistry($0.credentials, at: clock.now) }
  }

  /// Takes over that certificates were revoked; for good.
  public func revoke(where isRevoked: (OfficerCertificate) -> Bool) {
    let at = clock.now
    guard store.readLatest({ !$0.credentials.decideRevocations(at: at, isRevoked).isEmpty }) else { return }
    do {
      let events = try store.commit { (transaction) throws(Refusal) -> [RegionEvent] in
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
      log(LogEvent(.error, "privacy-officer-not-revoked", refusal: error))
    }
  }

  /// Where no privacy officer can decide any more: an alarm a day for what the operator proposed, which counts after
  /// seven. Never asked while the clock is in doubt.
  func advanceProposals() throws(Refusal) {
    let at = clock.now
    guard store.readLatest({ !$0.credentials.decideAlarms(at: at).isEmpty }) else { return }
    let events = try store.commit { (transaction) throws(Refusal) -> [RegionEvent] in
      let events = transaction.state.credentials.decideAlarms(at: at)
      try transaction.append(events)
      return events
    }
    for event in events {
      switch event {
      case .credentials(.alarmRaised(let fingerprint, _)):
        let certificate = OfficerCertificate.id(of: fingerprint)
        let alarm = Alarm.officerUnopposed(certificate: certificate, days: CredentialsState.alarmDays)
        log(
          LogEvent(
            .warning, "alarm", ["code": .string(alarm.code), "certificate": .string(certificate)], alarm: alarm))
      case .credentials(.registered(let officer)):
        log(
          LogEvent(
            .warning, "privacy-officer-registered",
            ["certificate": .string(officer.certificate.id), "ground": .string(officer.ground.name)]))
      default: break
      }
    }
  }
}
