import LocalAPI
import PeerProtocol
import Transport

/// The way to a peer, from its name to what is exchanged with it.
enum PeerChecks {
  /// Seconds in which a connection must stand.
  private static let connectSeconds = 10
  /// Seconds by which clocks may differ.
  private static let skewSeconds = 300

  static func table(_ peer: PeerDocument) -> [DoctorCheck] {
    let region = peer.region
    func check(
      _ name: String, needs: [String] = [], _ look: @escaping @Sendable (PeerCheckDocument, DoctorFacts) -> Finding
    ) -> DoctorCheck {
      DoctorCheck(name, needs: needs) { facts in
        if let failure = facts.peerCheckFailures[region] {
          return .skipped("the node did not ask the peer: \(failure.detail)")
        }
        return facts.peerChecks[region].map { look($0, facts) }
          ?? .skipped("the peering is not accepted on both sides yet")
      }
    }
    return [
      DoctorCheck("peering") { _ in peering(peer) }, DoctorCheck("environment") { environment(peer, $0) },
      DoctorCheck("name") { _ in name(peer) }, DoctorCheck("tcp", needs: ["name"]) { _ in tcp(peer) },
      check("tls", needs: ["tcp"]) { check, _ in tls(check) }, check("key", needs: ["tls"]) { check, _ in key(check) },
      check("certificate", needs: ["key"]) { check, _ in certificate(check) },
      check("admission", needs: ["certificate"]) { check, _ in admission(check) },
      check("clock", needs: ["admission"]) { check, facts in clock(check, facts) },
      check("version", needs: ["admission"]) { check, _ in
        .ok("the peer's program is \(check.version ?? "of a version that it does not name")")
      },
      DoctorCheck("agreement", needs: ["peering"]) { agreement(region, $0) },
      DoctorCheck("exchange", needs: ["agreement"]) { exchange(region, $0) },
      DoctorCheck("withdrawals") { withdrawals(region, $0) }, DoctorCheck("alarms") { alarms(region, $0) },
    ]
  }

  private static func peering(_ peer: PeerDocument) -> Finding {
    if let suspension = peer.suspended {
      return .warn(
        "this region suspended it on \(suspension.at.rfc3339.prefix(10)): \(suspension.reason)", "let it in again",
        run: "samenloop peer resume \(peer.region)")
    }
    switch peer.status.known {
    case .accepted: return .ok("accepted, with version \(peer.cardVersion) of its card")
    case .requested, .pending:
      return .warn("not accepted yet", peer.nextStep, run: "samenloop peer fingerprint \(peer.region)")
    default: return .fail("rejected: \(peer.reason ?? "no reason is known")", run: "samenloop peer invite")
    }
  }

  private static func environment(_ peer: PeerDocument, _ facts: DoctorFacts) -> Finding {
    guard let own = try? facts.status.get().environment else { return .skipped("the node does not run") }
    return own == peer.environment
      ? .ok("both are \(own.text)")
      : .fail(
        "this node is \(own.text), the peer \(peer.environment.text): no agreement can be concluded",
        "join with a node of the same environment")
  }

  private static func name(_ peer: PeerDocument) -> Finding {
    guard let endpoint = Endpoint(url: peer.endpoint) else {
      return .fail(
        "\(peer.endpoint) is no address", "ask its operator for a new card",
        run: "samenloop peer import-card \(peer.region) FILE")
    }
    switch RouteProbe.addresses(of: HomeChecks.bare(endpoint.host)) {
    case .success(let addresses): return .ok("\(endpoint.host) leads to \(addresses.joined(separator: ", "))")
    case .failure(let error):
      return .fail(
        error.description, "look at this machine's resolver; where the node moved, its operator sends a new card",
        run: "getent ahosts \(HomeChecks.bare(endpoint.host))")
    }
  }

  private static func tcp(_ peer: PeerDocument) -> Finding {
    guard let endpoint = Endpoint(url: peer.endpoint) else { return .skipped("name has to be in order first") }
    let host = HomeChecks.bare(endpoint.host)
    switch RouteProbe.connect(to: host, port: UInt16(clamping: endpoint.port), within: connectSeconds) {
    case .success: return .ok("port \(endpoint.port) answers")
    case .failure(let error):
      return .fail(
        error.description, "call the peer's operator\(contact(peer)): the node is down, or a firewall is between you")
    }
  }

  private static func contact(_ peer: PeerDocument) -> String {
    let parts = [peer.operator?.name, peer.operator?.phone].compactMap(\.self).filter { !$0.isEmpty }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private static func tls(_ check: PeerCheckDocument) -> Finding {
    let detail = check.detail ?? "no reason is known"
    switch check.result.known {
    case .refused:
      return .fail(
        "the peer refused the connection: \(detail)",
        "where it does not know this node's key, send its operator your card", run: "samenloop card export")
    case .notReachable: return .fail("no TLS 1.3 connection could be made: \(detail)", "call the peer's operator")
    case .timedOut: return .fail(detail, "try again; where it stays so, call the peer's operator")
    default: return .ok("TLS 1.3 with both certificates")
    }
  }

  private static func key(_ check: PeerCheckDocument) -> Finding {
    guard check.result == .otherKey else { return .ok("it is one that the peer's card names") }
    return .fail(
      "another key answers at \(check.endpoint) than the peer's card names",
      "ask its operator by telephone whether the key changed, and for the new card in a file",
      run: "samenloop peer import-card \(check.region) FILE")
  }

  private static func certificate(_ check: PeerCheckDocument) -> Finding {
    guard check.result == .untrusted else {
      return .ok("its dates, chain, purpose, strength and revocation are as node.json asks")
    }
    return .fail(
      check.detail ?? "it breaks a rule of trust", "the peer's operator has it renewed, or trustAnchors is wrong")
  }

  private static func admission(_ check: PeerCheckDocument) -> Finding {
    let detail = check.detail ?? ""
    switch check.result.known {
    case .suspendedThere:
      return .fail("the peer suspended this region: \(detail)", "call its operator; only they can resume it")
    case .unknownThere:
      return .fail(
        "the peer does not know this region's key: \(detail)", "send its operator your card",
        run: "samenloop card export")
    case .answers: return .ok("the peer lets this region in")
    default: return .fail(detail.isEmpty ? "the peer answers something else" : detail, "call the peer's operator")
    }
  }

  private static func clock(_ check: PeerCheckDocument, _ facts: DoctorFacts) -> Finding {
    guard let ahead = check.clockAheadSeconds else { return .skipped("the peer did not say its time") }
    let text = "its clock is \(abs(ahead)) s \(ahead < 0 ? "behind" : "ahead of") this machine's, \(facts.now)"
    return abs(ahead) > skewSeconds ? .fail(text, "set both clocks by NTP, yours first", run: "timedatectl") : .ok(text)
  }

  private static func agreement(_ region: String, _ facts: DoctorFacts) -> Finding {
    if let failure = facts.agreementsFailure {
      return .skipped("the node does not list its agreements: \(failure.detail)")
    }
    let inForce = facts.agreements.filter { $0.peer == region && $0.inForce }
    guard let last = inForce.max(by: { end($0) < end($1) }) else {
      return .fail("none is in force: nothing is exchanged", "propose one", run: step(region, facts))
    }
    // A renewal that begins later counts already.
    let later = facts.agreements.filter { $0.peer == region && $0.status == .concluded }.map(end).max()
    return facts.finding(
      end: max(end(last), later ?? end(last)), of: "the agreement", "propose a renewal that replaces it",
      run: "samenloop agreement propose \(region) --file TERMS.json")
  }

  private static func end(_ agreement: AgreementDocument) -> Timestamp {
    min(agreement.endsAt ?? agreement.validUntil, agreement.validUntil)
  }

  private static func step(_ region: String, _ facts: DoctorFacts) -> String? {
    status(region, facts)?.next
  }

  private static func status(_ region: String, _ facts: DoctorFacts) -> StatusPeerDocument? {
    (try? facts.status.get())?.peers.first { $0.region == region }
  }

  private static func exchange(_ region: String, _ facts: DoctorFacts) -> Finding {
    guard let peer = status(region, facts) else { return .skipped("the node says nothing of it") }
    let last = peer.lastExchange.map { ", last exchange \($0)" } ?? ""
    switch peer.state.known {
    case .inStep: return .ok("in step: \(peer.sent) sent, \(peer.received) received\(last)")
    case .exchanging: return .ok("\(peer.pending) are on their way\(last)")
    case .waiting, .heldBack, .suspended: return .warn("\(peer.state.text): \(peer.reason)", run: peer.next)
    default: return .fail("\(peer.state.text): \(peer.reason)", run: peer.next)
    }
  }

  private static func withdrawals(_ region: String, _ facts: DoctorFacts) -> Finding {
    guard let peer = status(region, facts) else { return .skipped("the node says nothing of it") }
    return peer.unconfirmedWithdrawals == 0
      ? .ok("all are confirmed")
      : .warn(
        "\(peer.unconfirmedWithdrawals) are not confirmed by the peer", "they are sent again by themselves",
        run: "samenloop withdrawals")
  }

  private static func alarms(_ region: String, _ facts: DoctorFacts) -> Finding {
    guard let peer = status(region, facts) else { return .skipped("the node says nothing of it") }
    guard let alarm = peer.alarms.max(by: { $0.lastAt < $1.lastAt }) else { return .ok("none") }
    return .warn(
      "\(alarm.code), \(alarm.count) times, last \(alarm.lastAt)", "Operating, Alarms", run: "samenloop status")
  }
}
