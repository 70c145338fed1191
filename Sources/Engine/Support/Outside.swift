import FoundationEssentials
public import PeerProtocol
import Region

/// The time of day, given to the engine so that tests decide it.
public protocol EngineClock: Sendable {
  /// Milliseconds since 1970, UTC.
  var milliseconds: Int { get }

  /// Milliseconds that passed since some moment, whatever the clock was set to meanwhile.
  var uptimeMilliseconds: Int { get }
}

extension EngineClock {
  /// A clock that is never set.
  public var uptimeMilliseconds: Int { milliseconds }
}

/// The machine's clock.
public struct SystemClock: EngineClock {
  /// The clock holds no state.
  public init() {}

  /// Milliseconds since 1970, UTC.
  public var milliseconds: Int { Int((Date().timeIntervalSince1970 * 1000).rounded(.down)) }

  /// Milliseconds since the process began, with those during which the machine slept.
  public var uptimeMilliseconds: Int {
    let passed = Self.start.duration(to: .now).components
    return Int(passed.seconds) * 1000 + Int(passed.attoseconds / 1_000_000_000_000_000)
  }

  private static let start = ContinuousClock.now
}

/// A request to a peer.
public struct PeerCall: Sendable {
  /// `https://HOST:PORT`.
  public var endpoint: String
  /// The path, beginning with a slash.
  public var path: String
  /// The HTTP method.
  public var method: String
  /// The body as JSON, where there is one.
  public var body: [UInt8]?
  /// SHA-256 of the SPKI of each key that may answer, 32 bytes each.
  public var pins: [[UInt8]]
  /// How long the whole request may take.
  public var timeoutSeconds: Int

  /// A request of these particulars.
  package init(
    endpoint: String, path: String, method: String, body: [UInt8]?, pins: [[UInt8]], timeoutSeconds: Int
  ) {
    self.endpoint = endpoint
    self.path = path
    self.method = method
    self.body = body
    self.pins = pins
    self.timeoutSeconds = timeoutSeconds
  }
}

/// A peer's answer.
public struct PeerReply: Sendable {
  /// The HTTP status.
  public var status: Int
  /// The body.
  public var body: [UInt8]
  /// Seconds of `Retry-After`, where given.
  public var retryAfter: Int?

  /// An answer of these particulars.
  public init(status: Int, body: [UInt8], retryAfter: Int? = nil) {
    self.status = status
    self.body = body
    self.retryAfter = retryAfter
  }
}

/// Why there is no answer.
public enum PeerCallFailure: Error, Sendable, Equatable {
  /// No connection; the text says what the system said.
  case notReachable(String)
  /// No answer in time; the request may have arrived.
  case timedOut
  /// Another key answered than the card names.
  case pinMismatch
  /// The peer's certificate is not accepted here; the text says why.
  case untrusted(String)
  /// The peer refused the connection in TLS: it does not know our key.
  case refused(String)

  /// For people, without secrets.
  public var text: String {
    switch self {
    case .notReachable(let why): "not reachable: \(why)"
    case .timedOut: "no answer in time"
    case .pinMismatch:
      "another key answers than the peer's card names; ask its operator for the new card, then: samenloop peer import-card"
    case .untrusted(let why): "not trusted: \(why)"
    case .refused(let why):
      "the peer refused the connection: \(why). If it does not know this node's key: samenloop card export"
    }
  }
}

/// Carries requests to peers.
public protocol PeerCaller: Sendable {
  /// Sends `call` and reports the outcome once, on any thread.
  func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void)
}

/// A line for the log: never with an identity, a point, a token, a proof or a secret.
public struct LogEvent: Sendable {
  /// How much it matters.
  public enum Level: String, Sendable {
    /// Normal operation.
    case info
    /// Something that an operator should look at.
    case warning
    /// Something that stopped.
    case error
  }

  /// How much it matters.
  public var level: Level
  /// What happened, such as `batch-received`.
  public var event: String
  /// Particulars.
  public var members: [String: JSONValue]

  /// A line of these particulars.
  public init(_ level: Level, _ event: String, _ members: [String: JSONValue] = [:]) {
    self.level = level
    self.event = event
    self.members = members
  }
}

/// A request that a peer made of this node.
public struct PeerRequest {
  /// The HTTP method.
  public var method: String
  /// The path as it stood in the request, without query.
  public var path: String
  /// SHA-256 of the SPKI of the caller's certificate, 32 bytes.
  public var client: [UInt8]
  /// Reads the whole body, at most the given number of bytes; throws a ``Problem`` (413, 400, 408) where it cannot.
  public var readBody: (Int) throws(Problem) -> [UInt8]
  /// Whose key it is, once the engine looked.
  var caller: Caller?

  /// A peer, and when it was last noted to have made itself heard.
  struct Caller {
    var peer: Peer
    var heardAt: Int64

    /// Nil for a key of no peer.
    init?(_ key: [UInt8], _ state: RegionState) {
      guard let peer = state.peering.peer(tlsKey: key) else { return nil }
      self.peer = peer
      heardAt = state.peering.heardAt[peer.facts.region] ?? 0
    }
  }

  /// A request of these particulars.
  public init(method: String, path: String, client: [UInt8], readBody: @escaping (Int) throws(Problem) -> [UInt8]) {
    self.method = method
    self.path = path
    self.client = client
    self.readBody = readBody
  }
}

/// This node's answer to a peer.
public struct PeerResponse: Sendable {
  /// The HTTP status.
  public var status: Int
  /// The type of the body.
  public var contentType: String
  /// The body.
  public var body: [UInt8]
  /// Seconds for `Retry-After`, where the peer should wait.
  public var retryAfter: Int?
  /// For 405: the methods that the path has.
  public var allow: String?

  static func json(_ value: JSONValue, status: Int = 200) -> PeerResponse {
    PeerResponse(status: status, contentType: "application/json", body: value.bytes)
  }

  static func problem(_ problem: Problem, allow: String? = nil) -> PeerResponse {
    PeerResponse(
      status: problem.status, contentType: Problem.mediaType, body: problem.json.bytes,
      retryAfter: problem.retryAfter, allow: allow)
  }
}

/// What the peer listener does with a client's key.
public enum PeerTrust: Sendable {
  /// A peer, or a request for peering under way.
  case known
  /// Nobody known, while an invitation is open.
  case stranger
  /// Nobody known, and nobody is expected: the handshake fails.
  case refuse
}

/// Who decides something for this region: the holder of a certificate.
public struct Approver: Sendable {
  /// `operator` or `privacy-officer`.
  public var role: String
  /// SHA-256 of the client certificate, 32 bytes.
  public var credential: [UInt8]
  /// The name in the certificate.
  public var name: String
  /// SHA-256 of the certificate's public key (SPKI), 32 bytes.
  public var key: [UInt8]

  /// The holder of a certificate.
  public init(role: String, credential: [UInt8], name: String, key: [UInt8] = []) {
    self.role = role
    self.credential = credential
    self.name = name
    self.key = key
  }

  /// This person's approval.
  func approval(at: Timestamp) -> Approval {
    Approval(role: role, credential: credential, name: name, key: key, at: at)
  }
}
