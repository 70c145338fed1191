import PeerProtocol
import Region

extension Problem {
  /// What is still to be exchanged, and what ends the wait.
  init(_ refusal: SynchronizationRefusal) {
    switch refusal {
    case .noPeers(let joining):
      let waits = joining.map { "\($0.region.text): \($0.acceptance.reason(of: $0.region))" }
      self.init(
        refusal.code,
        pick(
          "Er zijn nog geen andere regio's: \(waits.joined(separator: "; ")).",
          "There are no peers yet: \(waits.joined(separator: "; "))."), retryAfter: 60)
    case .outOfStep(let peers):
      let reasons = peers.map { peer in
        let reason = peer.reason.text(of: peer.region)
        // What a peer says ends with a full stop.
        return peer.region.text + ": " + (reason.hasSuffix(".") ? String(reason.dropLast()) : reason)
      }
      self.init(
        refusal.code,
        pick(
          "Nog niet alles is uitgewisseld: \(reasons.joined(separator: "; ")). Zie: samenloop status",
          "Not everything is exchanged yet: \(reasons.joined(separator: "; ")). See: samenloop status"),
        retryAfter: 5, status: peers.allSatisfy(\.isUnreachable) ? 502 : nil)
    }
  }
}

extension JoiningRegion.Acceptance {
  /// Who has to do what before the region is a peer.
  func reason(of region: RegionName) -> String {
    switch self {
    case .theirs(let own):
      pick(
        "de beheerder daar moet toelaten, daar: samenloop peer accept \(own.text)",
        "its operator has to accept, there: samenloop peer accept \(own.text)")
    case .ours:
      pick(
        "de beheerder van deze regio moet toelaten: samenloop peer accept \(region.text)",
        "this region's operator has to accept: samenloop peer accept \(region.text)")
    }
  }
}

extension OutOfStepPeer.Reason {
  fileprivate func text(of region: RegionName) -> String {
    switch self {
    case .noPeer: pick("de regio doet niet meer mee", "it is no peer any more")
    case .suspended(let reason):
      pick(
        "deze regio legde de uitwisseling stil: \(reason) (samenloop peer resume \(region.text))",
        "this region suspended it: \(reason) (samenloop peer resume \(region.text))")
    case .restored:
      pick(
        "dit knooppunt is teruggezet uit een reservekopie en trekt alleen in (samenloop signal import "
          + "--snapshot FILE, dan: samenloop restore confirm)",
        "this node was restored from a backup; it only withdraws (samenloop signal import --snapshot FILE, then: samenloop "
          + "restore confirm)")
    case .rejected(let reason): pick("het verzoek is afgewezen: \(reason)", "the request was rejected: \(reason)")
    case .joining(let acceptance): acceptance.reason(of: region)
    case .failure(let failure): failure.text
    case .limit(let additions, let limit, let until):
      pick(
        "\(additions) nieuwe vermeldingen wachten op de grens \(limit), tot \(until)",
        "\(additions) additions wait for the limit \(limit), until \(until)")
    case .exchanging: pick("er wordt nog uitgewisseld", "still exchanging")
    }
  }
}
