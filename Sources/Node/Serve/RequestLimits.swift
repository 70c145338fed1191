import LocalAPI
import PeerProtocol
import Transport

/// What clients of the listeners may ask: each peer, and each certificate of a role.
///
/// The defaults are far above what a region's own systems and people ask; node.json may set others. A region's index may
/// import as fast as it likes: its files are read as a stream, and are never held.
struct RequestLimits: Sendable, Equatable {
  /// What node.json may set, for the peers and for each role.
  struct Rates: Sendable, Equatable {
    var requestsPerSecond: Int?
    var concurrentRequests: Int?
  }

  /// The member of node.json for what holds for each peer; the others are the names of roles.
  static let peerName = "peer"
  static let names = [peerName] + Role.allCases.map(\.rawValue)
  static let rateRange = 1...1_000_000
  static let concurrencyRange = 1...2_048
  /// The seconds of average traffic that a burst may hold without passing the limit.
  private static let burstSeconds = 4

  /// By name, where node.json says something.
  var rates: [String: Rates] = [:]

  /// For each peer.
  var peer: ClientLimits { applied(Self.peerName, to: ClientLimits()) }

  /// For each certificate of a role.
  func limits(for role: Role) -> ClientLimits {
    switch role {
    case .index:
      applied(
        role.rawValue, to: ClientLimits(maxConcurrent: 128, bytesPerSecond: nil, maxHeldBytes: 16 << 20))
    case .operator, .privacyOfficer, .coordinator, .agreementKeeper, .observer:
      applied(
        role.rawValue,
        to: ClientLimits(requestsPerSecond: 200, requestBurst: 2_000, maxConcurrent: 64, bytesPerSecond: 4 << 20))
    }
  }

  private func applied(_ name: String, to limits: ClientLimits) -> ClientLimits {
    guard let given = rates[name] else { return limits }
    var limits = limits
    if let rate = given.requestsPerSecond {
      limits.requestsPerSecond = rate
      limits.requestBurst = rate * Self.burstSeconds
    }
    if let concurrent = given.concurrentRequests { limits.maxConcurrent = concurrent }
    return limits
  }

  /// As node.json has it; nil where it says nothing.
  var json: JSONValue? {
    guard !rates.isEmpty else { return nil }
    return .object(
      rates.mapValues { rates in
        JSONValue(present: [
          "requestsPerSecond": rates.requestsPerSecond.map { JSONValue($0) },
          "concurrentRequests": rates.concurrentRequests.map { JSONValue($0) },
        ])
      })
  }
}

extension ConfigurationReader {
  /// Reads the limits of requests; the defaults where none are given.
  mutating func requestLimits(_ member: String) -> RequestLimits {
    let form = "an object with limits for: \(RequestLimits.names.joined(separator: ", "))"
    return part(member, form) { reader in
      var limits = RequestLimits()
      for name in RequestLimits.names {
        let rates = reader.part(name, "an object with requestsPerSecond and concurrentRequests") { reader in
          RequestLimits.Rates(
            requestsPerSecond: reader.integer("requestsPerSecond", RequestLimits.rateRange),
            concurrentRequests: reader.integer("concurrentRequests", RequestLimits.concurrencyRange))
        }
        if let rates { limits.rates[name] = rates }
      }
      return limits
    } ?? RequestLimits()
  }
}
