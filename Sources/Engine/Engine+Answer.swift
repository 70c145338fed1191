import Cryptography
public import PeerProtocol
import Region

extension Engine {
  /// What the peer listener does with a client that shows this key; asked during the handshake.
  public func trust(spkiSHA256 key: [UInt8]) -> PeerTrust {
    let now = now
    return peek { state in
      if state.peering.isKnown(tlsKey: key, now: now) { return .known }
      return state.peering.hasOpenInvitation(now: now) ? .stranger : .refuse
    }
  }

  /// The region whose key this is, as far as one is known; for telling peers apart, not for letting them in.
  public func region(spkiSHA256 key: [UInt8]) -> RegionName? { peek { $0.peering.peer(tlsKey: key)?.facts.region } }

  /// Answers one request of a peer or of a stranger with an invitation. Whatever a 2xx says is durable.
  public func answer(_ request: PeerRequest) -> PeerResponse {
    do throws(Problem) {
      var request = request
      request.caller = peek { PeerRequest.Caller(request.client, $0) }
      try refuseStranger(request)
      return try PeerRoute(request).answer(self, request)
    } catch {
      return .problem(error, allow: error.members["allow"]?.stringValue)
    }
  }

  /// A key of no peer reaches the requests for peering and nothing else, not even the list of paths that there are.
  private func refuseStranger(_ request: PeerRequest) throws(Problem) {
    switch request.caller?.peer.status {
    case .accepted, .requested: return
    case .pending, .rejected, nil: break
    }
    guard request.path.split(separator: "/").prefix(2) == ["v1", "peering-requests"] else { throw .unknownPeer }
  }

  /// The peer that calls, once both sides consented; everything else is refused alike.
  func admitPeer(_ request: PeerRequest) throws(Problem) -> Peer {
    guard let caller = request.caller else { throw .unknownPeer }
    let peer = caller.peer
    switch peer.status {
    case .accepted: if peer.suspension != nil { throw .peerSuspended }
    case .requested:
      // To the joiner the first request under the inviter's pinned key means accepted (PROTOCOL section 4).
      try commit { (transaction) throws(Problem) in
        if transaction.state.peering.peers[peer.facts.region]?.status == .requested {
          try transaction.append(.peering(.accepted(peer.facts.region)))
        }
      }
      log(LogEvent(.info, "peer-accepted-us", ["peer": .string(peer.facts.region.text)]))
    case .pending, .rejected: throw .unknownPeer
    }
    noteContact(peer, heardAt: caller.heardAt)
    let at = clock.uptimeMilliseconds
    if lanes.lane(peer.facts.region, { $0.resetRetries(now: at) }) { lanes.wake(peer.facts.region) }
    return peer
  }

  /// A peer that was silent is tried again at once when it makes itself heard; the day on which it did is kept.
  func noteContact(_ peer: Peer, heardAt: Int64) {
    let uptime = clock.uptimeMilliseconds
    lanes.lane(peer.facts.region) { lane in
      lane.lastContactAt = uptime
      lane.lastFailure = nil
    }
    let heard = now
    guard peer.failures > 0 || abs(heard.seconds - heardAt) >= 86_400 else { return }
    do {
      try commit { (transaction) throws(Problem) in
        let held = transaction.state.peering
        if held.peers[peer.facts.region]?.failures ?? 0 > 0 || held.heardAt[peer.facts.region] ?? 0 == heardAt {
          try transaction.append(.peering(.contactMade(peer.facts.region, at: heard)))
        }
      }
    } catch {
      // The schedule stays as it was; the request itself will say that nothing can be stored.
    }
  }
}

extension Problem {
  /// The same for every key that may not do what it asks.
  static let unknownPeer = Problem(
    .unknownPeer, "This key belongs to no accepted peer. Join with an invitation of the region's operator first.")
  /// The same for agreements that are unknown, not in force or ended.
  static let agreementNotActive = Problem(
    .agreementNotActive, "No agreement with this id is in force between the regions. Put the concluded agreement again."
  )
}

/// Where a peer's request goes, by path and method.
struct PeerRoute {
  let answer: (Engine, PeerRequest) throws(Problem) -> PeerResponse

  init(_ request: PeerRequest) throws(Problem) {
    let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    guard request.path.hasPrefix("/v1/"), !parts.contains("") else { throw .nothingHere }
    let route = Array(parts.dropFirst())
    switch (route.count, route.first) {
    case (1, "peering-requests"):
      answer = try Self.only("POST", request) { (engine, request) throws(Problem) in
        try engine.answerPeeringRequest(request)
      }
    case (2, "peering-requests"):
      answer = try Self.only("GET", request) { (engine, request) throws(Problem) in
        try engine.answerOutcome(request, id: route[1])
      }
    case (1, "card"):
      switch request.method {
      case "GET", "HEAD": answer = { (engine, request) throws(Problem) in try engine.answerCard(request) }
      case "PUT": answer = { (engine, request) throws(Problem) in try engine.takeCard(request) }
      default: throw .methodNotAllowed("GET, HEAD, OPTIONS, PUT")
      }
    case (1, "health"):
      answer = try Self.only("GET", request) { (engine, request) throws(Problem) in try engine.answerHealth(request) }
    case (2..., "agreements"): answer = try Self.agreement(route, request)
    default: throw .nothingHere
    }
  }

  private static func agreement(
    _ route: [String], _ request: PeerRequest
  ) throws(Problem) -> (Engine, PeerRequest) throws(Problem) -> PeerResponse {
    guard let id = AgreementId(base64URL: route[1]) else { throw .nothingHere }
    switch (route.count, route.count > 2 ? route[2] : "") {
    case (2, _):
      return try only("PUT", request) { (engine, request) throws(Problem) in try engine.takeAgreement(request, id) }
    case (3, "rejection"):
      return try only("PUT", request) { (engine, request) throws(Problem) in
        try engine.takeEnding(request, id, .rejection)
      }
    case (3, "revocation"):
      return try only("PUT", request) { (engine, request) throws(Problem) in
        try engine.takeEnding(request, id, .revocation)
      }
    case (4, "limit-exceptions"):
      guard let document = DocumentId(base64URL: route[3]) else { throw .nothingHere }
      return try only("PUT", request) { (engine, request) throws(Problem) in
        try engine.takeException(request, id, document)
      }
    case (3, "state"):
      return try only("GET", request) { (engine, request) throws(Problem) in try engine.answerState(request, id) }
    case (5, "feeds") where route[4] == "batches":
      guard let kind = FeedKind(name: route[3]) else { throw .nothingHere }
      return try only("POST", request) { (engine, request) throws(Problem) in
        try engine.takeBatch(request, FeedKey(agreement: id, kind: kind))
      }
    case (4, "matches"):
      guard let match = MatchId(base64URL: route[3]) else { throw .nothingHere }
      return try only("PUT", request) { (engine, request) throws(Problem) in
        try engine.takeMatch(request, id, match)
      }
    default: throw .nothingHere
    }
  }

  private static func only(
    _ method: String, _ request: PeerRequest, _ answer: @escaping (Engine, PeerRequest) throws(Problem) -> PeerResponse
  ) throws(Problem) -> (Engine, PeerRequest) throws(Problem) -> PeerResponse {
    guard request.method == method || (method == "GET" && request.method == "HEAD") else {
      throw .methodNotAllowed(method == "GET" ? "GET, HEAD, OPTIONS" : "OPTIONS, \(method)")
    }
    return answer
  }
}

extension Problem {
  /// A path that is none of the protocol's.
  static let nothingHere = Problem(.notFound, "The path is none of the protocol's; it never ends with a slash.")

  static func methodNotAllowed(_ allow: String) -> Problem {
    Problem(.methodNotAllowed, "This path takes: \(allow).", members: ["allow": .string(allow)])
  }
}
