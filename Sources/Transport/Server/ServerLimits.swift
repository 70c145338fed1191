/// Every limit of a listener, in one place.
public struct ServerLimits: Sendable, Equatable {
  // MARK: what a message may measure

  /// Bytes of the request line with its CR LF; over it: 414.
  public var maxRequestLineBytes = 8_192
  /// Bytes of one header or trailer line with its CR LF; over it: 431.
  public var maxHeaderLineBytes = 8_192
  /// Bytes of all lines before the body; over it: 431.
  public var maxHeadBytes = 32_768
  /// Number of header fields, and of trailer fields; over it: 431.
  public var maxHeaderCount = 128
  /// Empty lines that are skipped before a request line (RFC 9112 section 2.2).
  public var maxLeadingEmptyLines = 1
  /// Bytes of a method; over it: 501.
  public var maxMethodBytes = 32
  /// Bytes of a body; over it: 413 before the body is read. Handlers may ask for less.
  public var maxBodyBytes = 2 << 20
  /// Bytes of the line before a chunk, with its extensions and CR LF.
  public var maxChunkLineBytes = 256
  /// Bytes of the extensions of all chunks of a body (RFC 9112 section 7.1.1).
  public var maxChunkExtensionBytes = 16_384

  // MARK: how long a client may take

  /// For the TLS handshake, from the moment the connection was accepted.
  public var handshakeDeadline = Duration.seconds(5)
  /// From the first byte of a request to the end of its header fields; after it: 408. Longer for known clients: another
  /// handshake would cost more than to let them wait.
  public var headDeadline = Duration.seconds(20)
  /// The same for strangers.
  public var strangerHeadDeadline = Duration.seconds(5)
  /// Waiting for a body: this long altogether, and longer by what arrived at the minimum rate; after it: 408.
  public var bodyGrace = Duration.seconds(20)
  /// The same for strangers.
  public var strangerBodyGrace = Duration.seconds(10)
  /// Between two pieces of a head or a body, within their own times; after it: 408.
  public var stallTimeout = Duration.seconds(10)
  /// Bytes a second that a body must bring on average, beyond the grace.
  public var minBodyRate = 8_192
  /// Waiting until a response is taken, like `bodyGrace`, but longer: meanwhile nobody waits for it and no thread is held,
  /// and a client that is cut off asks for all of it again.
  public var responseGrace = Duration.seconds(30)
  /// Bytes a second at which a response must be taken on average, beyond the grace.
  public var minResponseRate = 8_192
  /// Between two requests of a known client.
  public var idleTimeout = Duration.seconds(180)
  /// Between two requests of a stranger.
  public var strangerIdleTimeout = Duration.seconds(5)
  /// From accepting a stranger to the end of its connection, whatever it does.
  public var strangerLifetime = Duration.seconds(30)

  // MARK: how many

  /// Connections that have not shown a known certificate, handshakes included. A newcomer over it takes the place of
  /// the oldest stranger from the address that has the most.
  public var maxStrangers = 256
  /// Connections that have; one over it takes the place of an idle or else a busy one of a client that has more than its
  /// own, or of an idle one of a client that has as many, or gets 503.
  public var maxKnown = 2_048

  /// What each known client may ask, with all its connections together, unless the listener knows better terms for it.
  public var client = ClientLimits()
  /// What all strangers from one address may ask together.
  public var stranger = ClientLimits(
    requestsPerSecond: 20, requestBurst: 400, maxConcurrent: 8, bytesPerSecond: 262_144, byteBurst: 2 << 20,
    maxHeldBytes: 1 << 20, reservedBytes: 0)
  /// Bytes of bodies and answers that are held in memory at a time, for all clients together; over it: 503 for those that
  /// hold more than is reserved for them.
  public var maxHeldBytes = 64 << 20

  /// Bytes of answers that the system holds for one connection beyond what its client has room for.
  public var maxUnsentBytes = 32 << 10

  // MARK: closing

  /// After an answer that leaves some of the body unread: bytes that are read and dropped to keep the connection.
  public var maxDrainBytes = 65_536
  /// How long that may take.
  public var drainDeadline = Duration.seconds(1)
  /// After the last answer: how long the client may take to close first, so that it reads the answer and no reset.
  public var lingerDeadline = Duration.seconds(1)
  /// Bytes that are dropped meanwhile: more than a body that is refused for its length is likely to have.
  public var maxLingerBytes = 4 << 20
  /// How long `stop` waits for handlers after the connections were cut.
  public var stopGrace = Duration.seconds(5)

  // MARK: the system

  /// Up to so many connections, speed counts more than what each of them holds.
  public var roomyConnections = 64
  /// Stack of a connection's thread.
  public var stackBytes = 512 << 10
  /// Connections that the kernel keeps waiting to be accepted.
  public var backlog = 512

  /// For a listener that peers reach: bodies up to 2 MiB.
  public static let peer = ServerLimits()
  /// For a listener of the region's own systems: imports up to 1 GiB, read as a stream.
  public static let local: ServerLimits = {
    var limits = ServerLimits()
    limits.maxBodyBytes = 1 << 30
    return limits
  }()

  /// The defaults.
  public init() {}
}
