import Glibc

/// Limits of an `HTTPSClient`.
public struct ClientOptions: Sendable {
  /// Connections to one host and port at a time; further requests wait for one.
  public var maxConnectionsPerHost = 4
  /// Connections at a time, to all hosts together.
  public var maxConnections = 512
  /// Connections that are kept open for the next request.
  public var maxIdleConnections = 256
  /// Seconds that a connection is kept unused: less than servers keep it (`ServerLimits.idleTimeout`).
  public var maxIdleSeconds = 120
  /// Seconds after which a connection is replaced.
  public var maxLifetimeSeconds = 3_600
  /// Bytes of all header lines of an answer.
  public var maxResponseHeadBytes = 65_536

  /// The time at which certificates must be valid: seconds since 1970.
  public var clock: @Sendable () -> Int64 = { Int64(time(nil)) }

  /// The defaults.
  public init() {}
}
