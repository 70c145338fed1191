public import PeerProtocol

extension CredentialsState {
  /// Registers the privacy officers' certificates that the home holds: when the registry begins, and ever after in a home
  /// to learn with. A registry that began with real data takes none later, whatever the configuration says then.
  public func registerFoundOfficers(_ found: [OfficerCertificate], isTraining: Bool, at now: Timestamp) -> [RegionEvent]
  {
    let news = found.filter { officer($0.fingerprint) == nil }
      .map { RegisteredOfficer($0, ground: .found, registeredAt: now) }
    guard hasBegun else { return [.credentials(.begun(news, isTraining: isTraining))] }
    return isTraining && self.isTraining ? news.map { .credentials(.registered($0)) } : []
  }

  /// The certificate that was made for this key and name already and waits or counts: a request that is repeated because
  /// its answer was lost gets the same one.
  public func standing(forKey key: [UInt8], name: String, at now: Timestamp) -> OfficerCertificate? {
    let known = officers.filter { $0.isUsable(at: now) }.map(\.certificate) + proposals.map(\.certificate)
    return known.last { $0.key == key && $0.name == name && $0.validUntil > now }
  }

  /// Decides on a person's wish that a certificate counts as a privacy officer's. It does at once where a registered
  /// privacy officer wishes it, and where the operator does while nobody was ever registered; else it waits for one.
  ///
  /// - Throws: ``CredentialRefusal`` where the certificate would make two people of one, or too many wait.
  public func decideProposal(_ certificate: OfficerCertificate, by approval: Approval) throws(Refusal) -> [RegionEvent]
  {
    if let known = officer(certificate.fingerprint) {
      guard known.revokedAt == nil else { throw .credentials(.revoked) }
      return []
    }
    let isOfficer = approval.role == Self.officerRole
    if isOfficer { try checkOfficer(approval) }
    // An officer may renew their own certificate; the operator may not become a privacy officer as well.
    let holder = Approval(
      role: Self.officerRole, credential: certificate.fingerprint, name: certificate.name, key: certificate.key,
      at: approval.at)
    guard isOfficer || !holder.isByHolder(of: approval) else {
      throw .credentials(.operatorAsOfficer)
    }
    if isOfficer || officers.isEmpty {
      let officer = RegisteredOfficer(
        certificate, ground: isOfficer ? .consent : .first, approvals: [approval], registeredAt: approval.at)
      return [.credentials(.registered(officer))]
    }
    guard proposal(certificate.fingerprint) == nil else { return [] }
    guard proposals.count < Self.proposalLimit else {
      throw .credentials(.tooManyProposals(proposals.count))
    }
    return [.credentials(.proposed(OfficerProposal(certificate, by: approval)))]
  }

  /// Decides on a privacy officer's consent to what the operator proposed; twice is once.
  public func decideConsent(to fingerprint: [UInt8], by approval: Approval) throws(Refusal) -> [RegionEvent] {
    try checkOfficer(approval)
    guard let proposal = proposal(fingerprint) else {
      guard let known = officer(fingerprint) else { throw .credentials(.notWaiting) }
      guard known.revokedAt == nil else { throw .credentials(.revoked) }
      return []
    }
    guard !approval.isByHolder(of: proposal.proposal) else {
      throw .credentials(.ownProposal(name: proposal.proposal.name))
    }
    let officer = RegisteredOfficer(
      proposal.certificate, ground: .consent, approvals: [proposal.proposal, approval], registeredAt: approval.at)
    return [.credentials(.registered(officer))]
  }

  /// Takes a proposal back: the operator's own, or as a privacy officer.
  public func decideDecline(of fingerprint: [UInt8], by approval: Approval) throws(Refusal) -> [RegionEvent] {
    guard proposal(fingerprint) != nil else {
      guard officer(fingerprint) == nil else {
        throw .credentials(.registered)
      }
      throw .credentials(.notWaiting)
    }
    return [.credentials(.declined(fingerprint, approval))]
  }

  /// Takes over that certificates were revoked; for good.
  public func decideRevocations(at now: Timestamp, _ isRevoked: (OfficerCertificate) -> Bool) -> [RegionEvent] {
    let known = officers.filter { $0.revokedAt == nil }.map(\.certificate) + proposals.map(\.certificate)
    return known.filter(isRevoked).map { .credentials(.revoked($0.fingerprint, at: now)) }
  }

  /// What the passing of days asks for: while no privacy officer can decide, a proposal raises an alarm a day, and counts
  /// a day after the last of ``alarmDays``. Each alarm takes a day of its own, so that no single leap of a clock does it.
  public func decideAlarms(at now: Timestamp) -> [RegionEvent] {
    guard !hasUsableOfficer(at: now) else { return [] }
    var events: [RegionEvent] = []
    for proposal in proposals where proposal.certificate.validUntil > now {
      if let last = proposal.lastAlarmAt, last.adding(days: 1) > now { continue }
      guard proposal.alarms >= Self.alarmDays else {
        events.append(.credentials(.alarmRaised(proposal.certificate.fingerprint, at: now)))
        continue
      }
      let officer = RegisteredOfficer(
        proposal.certificate, ground: .unopposed, approvals: [proposal.proposal], registeredAt: now)
      // From here on there is a privacy officer who decides on the others.
      return events + [.credentials(.registered(officer))]
    }
    return events
  }

  /// When a proposal counts if nobody decides before; nil while a privacy officer can.
  public func countsAt(_ proposal: OfficerProposal, now: Timestamp) -> Timestamp? {
    guard !hasUsableOfficer(at: now) else { return nil }
    return (proposal.lastAlarmAt ?? now).adding(days: Self.alarmDays - proposal.alarms + (proposal.alarms > 0 ? 1 : 0))
  }

  private func checkOfficer(_ approval: Approval) throws(Refusal) {
    guard let known = officer(approval.credential), known.isUsable(at: approval.at) else {
      throw .credentials(.notRegisteredOfficer)
    }
  }

  static let officerRole = "privacy-officer"
}
