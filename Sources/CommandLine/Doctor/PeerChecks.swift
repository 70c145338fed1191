import LocalAPI
import Pages
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
          return .skipped(
            pick(
              "het knooppunt vroeg de andere regio niet: \(failure.detail)",
              "the node did not ask the peer: \(failure.detail)"))
        }
        return facts.peerChecks[region].map { look($0, facts) }
          ?? .skipped(
            pick("nog niet beide kanten hebben elkaar toegelaten", "the peering is not accepted on both sides yet"))
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
        .ok(
          pick(
            "het programma daar is \(check.version ?? "van een versie die het niet noemt")",
            "the peer's program is \(check.version ?? "of a version that it does not name")"))
      },
      DoctorCheck("agreement", needs: ["peering"]) { agreement(region, $0) },
      DoctorCheck("exchange", needs: ["agreement"]) { exchange(region, $0) },
      DoctorCheck("withdrawals") { withdrawals(region, $0) }, DoctorCheck("alarms") { alarms(region, $0) },
    ]
  }

  private static func peering(_ peer: PeerDocument) -> Finding {
    if let suspension = peer.suspended {
      return .warn(
        pick(
          "deze regio legde de uitwisseling stil op \(suspension.at.rfc3339.prefix(10)): "
            + "\(suspension.reason)",
          "this region suspended it on \(suspension.at.rfc3339.prefix(10)): \(suspension.reason)"),
        pick("laat haar weer toe", "let it in again"),
        run: "samenloop peer resume \(peer.region)")
    }
    switch peer.status.known {
    case .accepted:
      return .ok(
        pick(
          "toegelaten, met versie \(peer.cardVersion) van de kaart",
          "accepted, with version \(peer.cardVersion) of its card"))
    case .requested, .pending:
      return .warn(
        pick("nog niet toegelaten", "not accepted yet"), peer.nextStep, run: "samenloop peer fingerprint \(peer.region)"
      )
    default:
      return .fail(
        pick(
          "afgewezen: \(peer.reason ?? "een reden is niet bekend")", "rejected: \(peer.reason ?? "no reason is known")"),
        run: "samenloop peer invite")
    }
  }

  private static func environment(_ peer: PeerDocument, _ facts: DoctorFacts) -> Finding {
    guard let own = try? facts.status.get().environment else {
      return .skipped(pick("het knooppunt draait niet", "the node does not run"))
    }
    return own == peer.environment
      ? .ok(pick("beide zijn \(own.text)", "both are \(own.text)"))
      : .fail(
        pick(
          "dit knooppunt is \(own.text), de andere regio \(peer.environment.text): er is geen afspraak "
            + "mogelijk", "this node is \(own.text), the peer \(peer.environment.text): no agreement can be concluded"),
        pick("sluit aan met een knooppunt van dezelfde omgeving", "join with a node of the same environment"))
  }

  private static func name(_ peer: PeerDocument) -> Finding {
    guard let endpoint = Endpoint(url: peer.endpoint) else {
      return .fail(
        pick("\(peer.endpoint) is geen adres", "\(peer.endpoint) is no address"),
        pick("vraag de beheerder daar om een nieuwe kaart", "ask its operator for a new card"),
        run: "samenloop peer import-card \(peer.region) FILE")
    }
    switch RouteProbe.addresses(of: HomeChecks.bare(endpoint.host)) {
    case .success(let addresses):
      return .ok(
        pick(
          "\(endpoint.host) leidt naar \(addresses.joined(separator: ", "))",
          "\(endpoint.host) leads to \(addresses.joined(separator: ", "))"))
    case .failure(let error):
      return .fail(
        error.description,
        pick(
          "kijk hoe deze machine namen opzoekt; is het knooppunt verhuisd, dan stuurt de beheerder daar "
            + "een nieuwe kaart", "look at this machine's resolver; where the node moved, its operator sends a new card"
        ),
        run: "getent ahosts \(HomeChecks.bare(endpoint.host))")
    }
  }

  private static func tcp(_ peer: PeerDocument) -> Finding {
    guard let endpoint = Endpoint(url: peer.endpoint) else {
      return .skipped(pick("eerst moet name in orde zijn", "name has to be in order first"))
    }
    let host = HomeChecks.bare(endpoint.host)
    switch RouteProbe.connect(to: host, port: UInt16(clamping: endpoint.port), within: connectSeconds) {
    case .success: return .ok(pick("poort \(endpoint.port) antwoordt", "port \(endpoint.port) answers"))
    case .failure(let error):
      return .fail(
        error.description,
        pick(
          "bel de beheerder daar\(contact(peer)): het knooppunt ligt stil, of er staat een firewall tussen",
          "call the peer's operator\(contact(peer)): the node is down, or a firewall is between you"))
    }
  }

  private static func contact(_ peer: PeerDocument) -> String {
    let parts = [peer.operator?.name, peer.operator?.phone].compactMap(\.self).filter { !$0.isEmpty }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private static func tls(_ check: PeerCheckDocument) -> Finding {
    let detail = check.detail ?? pick("een reden is niet bekend", "no reason is known")
    switch check.result.known {
    case .refused:
      return .fail(
        pick("de andere regio weigerde de verbinding: \(detail)", "the peer refused the connection: \(detail)"),
        pick(
          "kent die de sleutel van dit knooppunt niet, stuur de beheerder daar dan uw kaart",
          "where it does not know this node's key, send its operator your card"), run: "samenloop card export")
    case .notReachable:
      return .fail(
        pick("een verbinding met TLS 1.3 lukte niet: \(detail)", "no TLS 1.3 connection could be made: \(detail)"),
        pick("bel de beheerder daar", "call the peer's operator"))
    case .timedOut:
      return .fail(
        detail,
        pick(
          "probeer het opnieuw; blijft het zo, bel dan de beheerder daar",
          "try again; where it stays so, call the peer's operator"))
    default: return .ok(pick("TLS 1.3 met beide certificaten", "TLS 1.3 with both certificates"))
    }
  }

  private static func key(_ check: PeerCheckDocument) -> Finding {
    guard check.result == .otherKey else {
      return .ok(pick("het is er een die de kaart van de regio noemt", "it is one that the peer's card names"))
    }
    return .fail(
      pick(
        "op \(check.endpoint) antwoordt een andere sleutel dan de kaart van de regio noemt",
        "another key answers at \(check.endpoint) than the peer's card names"),
      pick(
        "vraag de beheerder daar telefonisch of de sleutel is veranderd, en om de nieuwe kaart in een "
          + "bestand", "ask its operator by telephone whether the key changed, and for the new card in a file"),
      run: "samenloop peer import-card \(check.region) FILE")
  }

  private static func certificate(_ check: PeerCheckDocument) -> Finding {
    guard check.result == .untrusted else {
      return .ok(
        pick(
          "data, keten, doel, sterkte en intrekking zijn zoals node.json vraagt",
          "its dates, chain, purpose, strength and revocation are as node.json asks"))
    }
    return .fail(
      check.detail ?? pick("het breekt een regel van vertrouwen", "it breaks a rule of trust"),
      pick(
        "de beheerder daar laat het vernieuwen, of trustAnchors is verkeerd",
        "the peer's operator has it renewed, or trustAnchors is wrong"))
  }

  private static func admission(_ check: PeerCheckDocument) -> Finding {
    let detail = check.detail ?? ""
    switch check.result.known {
    case .suspendedThere:
      return .fail(
        pick(
          "de andere regio legde de uitwisseling met deze regio stil: \(detail)",
          "the peer suspended this region: \(detail)"),
        pick("bel de beheerder daar; alleen die kan weer toelaten", "call its operator; only they can resume it"))
    case .unknownThere:
      return .fail(
        pick(
          "de andere regio kent de sleutel van deze regio niet: \(detail)",
          "the peer does not know this region's key: \(detail)"),
        pick("stuur de beheerder daar uw kaart", "send its operator your card"),
        run: "samenloop card export")
    case .answers: return .ok(pick("de andere regio laat deze regio toe", "the peer lets this region in"))
    default:
      return .fail(
        detail.isEmpty ? pick("de andere regio antwoordt iets anders", "the peer answers something else") : detail,
        pick("bel de beheerder daar", "call the peer's operator"))
    }
  }

  private static func clock(_ check: PeerCheckDocument, _ facts: DoctorFacts) -> Finding {
    guard let ahead = check.clockAheadSeconds else {
      return .skipped(pick("de andere regio noemde haar tijd niet", "the peer did not say its time"))
    }
    let text = pick(
      "de klok daar loopt \(abs(ahead)) s \(ahead < 0 ? "achter" : "voor") op die van deze machine, "
        + "\(facts.now)",
      "its clock is \(abs(ahead)) s \(ahead < 0 ? "behind" : "ahead of") this machine's, \(facts.now)")
    return abs(ahead) > skewSeconds
      ? .fail(
        text, pick("zet beide klokken gelijk met NTP, de uwe eerst", "set both clocks by NTP, yours first"),
        run: "timedatectl") : .ok(text)
  }

  private static func agreement(_ region: String, _ facts: DoctorFacts) -> Finding {
    if let failure = facts.agreementsFailure {
      return .skipped(
        pick(
          "het knooppunt noemt zijn afspraken niet: \(failure.detail)",
          "the node does not list its agreements: \(failure.detail)"))
    }
    let inForce = facts.agreements.filter { $0.peer == region && $0.inForce }
    guard let last = inForce.max(by: { end($0) < end($1) }) else {
      return .fail(
        pick("er is geen afspraak van kracht: er wordt niets uitgewisseld", "none is in force: nothing is exchanged"),
        pick("stel er een voor", "propose one"), run: step(region, facts))
    }
    // A renewal that begins later counts already.
    let later = facts.agreements.filter { $0.peer == region && $0.status == .concluded }.map(end).max()
    return facts.finding(
      end: max(end(last), later ?? end(last)), of: pick("de afspraak", "the agreement"),
      pick("stel een nieuwe voor die haar vervangt", "propose a renewal that replaces it"),
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
    guard let peer = status(region, facts) else {
      return .skipped(pick("het knooppunt zegt er niets over", "the node says nothing of it"))
    }
    let last = peer.lastExchange.map { pick(", laatste uitwisseling \($0)", ", last exchange \($0)") } ?? ""
    switch peer.state.known {
    case .inStep:
      return .ok(
        pick(
          "gelijk: \(peer.sent) gestuurd, \(peer.received) gekregen\(last)",
          "in step: \(peer.sent) sent, \(peer.received) received\(last)"))
    case .exchanging:
      return .ok(pick("\(peer.pending) zijn onderweg\(last)", "\(peer.pending) are on their way\(last)"))
    case .waiting, .heldBack, .suspended: return .warn("\(peer.state.shown(\.phrase)): \(peer.reason)", run: peer.next)
    default: return .fail("\(peer.state.shown(\.phrase)): \(peer.reason)", run: peer.next)
    }
  }

  private static func withdrawals(_ region: String, _ facts: DoctorFacts) -> Finding {
    guard let peer = status(region, facts) else {
      return .skipped(pick("het knooppunt zegt er niets over", "the node says nothing of it"))
    }
    return peer.unconfirmedWithdrawals == 0
      ? .ok(pick("alle zijn bevestigd", "all are confirmed"))
      : .warn(
        pick(
          "\(peer.unconfirmedWithdrawals) zijn niet bevestigd door de andere regio",
          "\(peer.unconfirmedWithdrawals) are not confirmed by the peer"),
        pick("ze worden vanzelf opnieuw gestuurd", "they are sent again by themselves"),
        run: "samenloop withdrawals")
  }

  private static func alarms(_ region: String, _ facts: DoctorFacts) -> Finding {
    guard let peer = status(region, facts) else {
      return .skipped(pick("het knooppunt zegt er niets over", "the node says nothing of it"))
    }
    guard let alarm = peer.alarms.max(by: { $0.lastAt < $1.lastAt }) else { return .ok("none") }
    return .warn(
      pick(
        "\(alarm.code), \(alarm.count) keer, laatst \(alarm.lastAt)",
        "\(alarm.code), \(alarm.count) times, last \(alarm.lastAt)"), "Operating, Alarms", run: "samenloop status")
  }
}
