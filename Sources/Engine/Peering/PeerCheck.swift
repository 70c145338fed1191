public import PeerProtocol
public import Region

/// What a peer answered when it was asked for its health, for an operator who looks for a cause.
public struct PeerCheck: Sendable, Equatable {
  /// What came of it.
  public enum Result: Sendable, Equatable {
    /// The peer answered, and lets this region in.
    case answers
    /// There was no answer.
    case failed(PeerCallFailure)
    /// The peer does not know this region's key, or suspended the region.
    case notAdmitted(ProblemCode, detail: String)
    /// The peer answered with this status, which is no report of its health.
    case unexpected(status: Int)
    /// Another region answered under the peer's key.
    case otherRegion(RegionName)
  }

  /// The peer.
  public var region: RegionName
  /// Where it was asked, `https://HOST:PORT`.
  public var endpoint: String
  /// What came of it.
  public var result: Result
  /// The version of the peer's program, where it answered.
  public var version: String?
  /// How far the peer's clock is ahead of this machine's, in seconds; negative where it is behind.
  public var clockAheadSeconds: Int64?
}

extension Peering {
  /// Asks a peer for its health now, as every delivery to it is sent: with this node's certificate, to the pinned keys.
  /// Changes nothing, also not the schedule of deliveries.
  public func check(region name: String) throws(Refusal) -> PeerCheck {
    let known = try known(name)
    let region = known.facts.region
    let call = PeerCall(
      endpoint: known.facts.endpoint, path: "/v1/health", method: "GET", body: nil, pins: known.facts.tlsKeys,
      timeoutSeconds: EngineLimits.callTimeoutSeconds,
      allowsInternalAddress: store.readLatest { $0.peering.allowsInternalAddress(of: region) })
    let waiter = Waiter()
    caller.call(call) { waiter.finish($0) }
    var check = PeerCheck(region: region, endpoint: known.facts.endpoint, result: .answers)
    switch waiter.wait() {
    case .failure(let failure): check.result = .failed(failure)
    case .success(let reply) where (200..<300).contains(reply.status):
      guard let report = try? HealthReport(reading: reply.body) else {
        check.result = .unexpected(status: reply.status)
        break
      }
      check.version = report.version
      check.clockAheadSeconds = report.time.seconds(since: clock.machineNow)
      if report.region != region { check.result = .otherRegion(report.region) }
    case .success(let reply):
      let problem = Problem(status: reply.status, body: reply.body)
      check.result =
        [.unknownPeer, .peerSuspended].contains(problem.code)
        ? .notAdmitted(problem.code, detail: problem.detail) : .unexpected(status: reply.status)
    }
    return check
  }
}
