import LocalAPI
import Pages
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
    if let storage = status.storage { reasons.append(pick("opslag: \(storage)", "storage: \(storage)")) }
    if status.clock.state == .inDoubt {
      reasons.append(
        pick(
          "de klok wordt niet vertrouwd: samenloop clock confirm --date DATE",
          "the clock is in doubt: samenloop clock confirm --date DATE"))
    }
    if let endings = status.endings {
      reasons.append(
        pick(
          "er wacht iets op zijn einde: \(endings.next ?? "samenloop status")",
          "endings wait: \(endings.next ?? "samenloop status")"))
    }
    if status.restoration.restored {
      reasons.append(
        pick(
          "teruggezet uit een reservekopie: \(status.restoration.next ?? "samenloop status")",
          "restored from a backup: \(status.restoration.next ?? "samenloop status")"))
    }
    for fault in status.auditLog?.faults ?? [] {
      reasons.append(
        pick(
          "\(fault.code) van \(fault.region): samenloop audit faults",
          "\(fault.code) of \(fault.region): samenloop audit faults"))
    }
    if let mail = status.mail { reasons.append("mail: \(mail.detail)") }
    if let webhooks = status.webhooks, !webhooks.isEmpty {
      reasons.append(
        pick(
          "\(webhooks.count) systemen horen niets van veranderingen: samenloop webhook list",
          "\(webhooks.count) systems are not told of changes: samenloop webhook list"))
    }
    if let requests = status.requests, requests.overdue > 0 {
      reasons.append(
        pick(
          "\(requests.overdue) verzoeken van mensen zijn over hun termijn: de functionaris "
            + "gegevensbescherming beantwoordt ze",
          "\(requests.overdue) requests of people are overdue: the privacy officer answers them"))
    }
    return reasons
  }

  private static func trust(_ status: StatusDocument) -> [String] {
    var reasons = status.trustFaults ?? []
    if let outdated = status.outdatedRevocationLists {
      reasons.append(
        pick(
          "een intrekkingslijst is verouderd sinds \(outdated.due): \(outdated.next)",
          "a revocation list is out of date since \(outdated.due): \(outdated.next)"))
    }
    reasons += (status.missingRevocationLists ?? []).map {
      pick(
        "de intrekkingslijst van \($0.name) ontbreekt: \($0.next)",
        "the revocation list of \($0.name) is missing: \($0.next)")
    }
    return reasons
  }

  private static func ends(_ status: StatusDocument) -> [String] {
    var ends = (status.certificateEnds ?? []).map {
      (pick("het certificaat \($0.certificate.text)", "the certificate \($0.certificate.text)"), $0.at)
    }
    if let ground = status.legalGround {
      ends.append((pick("de grondslag voor uitwisseling", "the legal ground for exchange"), ground.validUntil))
    }
    return ends.compactMap { ending($0.0, $0.1, now: status.time) }
  }

  private static func ending(_ subject: String, _ end: Timestamp, now: Timestamp) -> String? {
    guard end.seconds(since: now) < noticeDays * 86_400 else { return nil }
    return pick(
      "\(subject) \(end <= now ? "eindigde" : "eindigt") op \(end.rfc3339.prefix(10))",
      "\(subject) \(end <= now ? "ended" : "ends") on \(end.rfc3339.prefix(10))")
  }

  private static func peer(_ peer: StatusPeerDocument, now: Timestamp) -> [String] {
    var reasons: [String] = []
    let isAway = peer.downSince.map { now.seconds(since: $0) >= absenceSeconds }
    switch peer.state.known {
    // Nobody asks a peer that people of the region suspended.
    case .suspended: break
    case .unreachable where isAway == false: break
    case .unreachable, .waiting, .heldBack, .noAgreement:
      let since = peer.downSince.map { pick(" sinds \($0)", " since \($0)") } ?? ""
      reasons.append(
        pick(
          "\(peer.region): \(peer.state.shown(\.phrase))\(since): \(peer.reason). Hierna: \(peer.next)",
          "\(peer.region): \(peer.state.shown(\.phrase))\(since): \(peer.reason). Next: \(peer.next)"))
    default:
      if let since = peer.downSince, isAway == true {
        reasons.append(
          pick("\(peer.region): antwoordt niet sinds \(since)", "\(peer.region): does not answer since \(since)"))
      }
    }
    if let skew = peer.clockSkewSeconds {
      reasons.append(
        pick(
          "\(peer.region): de klok wijkt \(abs(skew)) s af: zet beide gelijk met NTP",
          "\(peer.region): its clock differs by \(abs(skew)) s: set both by NTP"))
    }
    for end in peer.agreementEnds ?? [] {
      if let reason = ending(
        pick("de afspraak over \(end.kind)", "the agreement on \(end.kind) entries"), end.at, now: now)
      {
        reasons.append("\(peer.region): \(reason)")
      }
    }
    return reasons
  }
}
