import LocalAPI
import PeerProtocol

/// What of a status somebody has to see to, for `samenloop status --check`: a monitoring system reads the exit code, and a
/// person the reasons.
enum StatusCheck {
  /// Days before an end from which on it is a reason.
  private static let noticeDays: Int64 = 14
  /// Seconds for which a peer may be away without a reason: the restart of a node takes less.
  private static let absenceSeconds: Int64 = 300

  /// The reasons; none where all is well. What people of the region decided themselves, such as a suspension, is none.
  static func reasons(_ status: StatusDocument) -> [String] {
    node(status) + trust(status) + ends(status) + status.peers.flatMap { peer($0, now: status.time) }
  }

  private static func node(_ status: StatusDocument) -> [String] {
    var reasons: [String] = []
    if let storage = status.storage { reasons.append("storage: \(storage)") }
    if status.clock.state == .inDoubt { reasons.append("the clock is in doubt: samenloop clock confirm --date DATE") }
    if let endings = status.endings { reasons.append("endings wait: \(endings.next ?? "samenloop status")") }
    if status.restoration.restored {
      reasons.append("restored from a backup: \(status.restoration.next ?? "samenloop status")")
    }
    for fault in status.auditLog?.faults ?? [] {
      reasons.append("\(fault.code) of \(fault.region): samenloop audit faults")
    }
    if let mail = status.mail { reasons.append("mail: \(mail.detail)") }
    if let webhooks = status.webhooks, !webhooks.isEmpty {
      reasons.append("\(webhooks.count) systems are not told of changes: samenloop webhook list")
    }
    if let requests = status.requests, requests.overdue > 0 {
      reasons.append("\(requests.overdue) requests of people are overdue: the privacy officer answers them")
    }
    return reasons
  }

  private static func trust(_ status: StatusDocument) -> [String] {
    var reasons = status.trustFaults ?? []
    if let outdated = status.outdatedRevocationLists {
      reasons.append("a revocation list is out of date since \(outdated.due): \(outdated.next)")
    }
    reasons += (status.missingRevocationLists ?? []).map { "the revocation list of \($0.name) is missing: \($0.next)" }
    return reasons
  }

  private static func ends(_ status: StatusDocument) -> [String] {
    var ends = (status.certificateEnds ?? []).map { ("the certificate \($0.certificate.text)", $0.at) }
    if let ground = status.legalGround { ends.append(("the legal ground for exchange", ground.validUntil)) }
    return ends.compactMap { ending($0.0, $0.1, now: status.time) }
  }

  private static func ending(_ subject: String, _ end: Timestamp, now: Timestamp) -> String? {
    guard end.seconds(since: now) < noticeDays * 86_400 else { return nil }
    return "\(subject) \(end <= now ? "ended" : "ends") on \(end.rfc3339.prefix(10))"
  }

  private static func peer(_ peer: StatusPeerDocument, now: Timestamp) -> [String] {
    var reasons: [String] = []
    let isAway = peer.downSince.map { now.seconds(since: $0) >= absenceSeconds }
    switch peer.state.known {
    // Nobody asks a peer that people of the region suspended.
    case .suspended: break
    case .unreachable where isAway == false: break
    case .unreachable, .waiting, .heldBack, .noAgreement:
      let since = peer.downSince.map { " since \($0)" } ?? ""
      reasons.append("\(peer.region): \(peer.state.text)\(since): \(peer.reason). Next: \(peer.next)")
    default:
      if let since = peer.downSince, isAway == true { reasons.append("\(peer.region): does not answer since \(since)") }
    }
    if let skew = peer.clockSkewSeconds {
      reasons.append("\(peer.region): its clock differs by \(abs(skew)) s: set both by NTP")
    }
    for end in peer.agreementEnds ?? [] {
      if let reason = ending("the agreement on \(end.kind) entries", end.at, now: now) {
        reasons.append("\(peer.region): \(reason)")
      }
    }
    return reasons
  }
}
