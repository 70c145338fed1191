/// What one client may ask of a listener, with all its connections together.
public struct ClientLimits: Sendable, Equatable {
  /// Requests a second, on average; over it: 429.
  public var requestsPerSecond: Int
  /// Requests that may come at once beyond the average.
  public var requestBurst: Int
  /// Requests that are being answered at a time; over it: 503.
  public var maxConcurrent: Int
  /// Bytes of bodies a second, on average; nil for as many as come. What was read too fast delays the next request: 429.
  public var bytesPerSecond: Int?
  /// Bytes of bodies that may come at once beyond the average.
  public var byteBurst: Int
  /// Bytes of bodies and answers that are held in memory for it at a time; over it: 503.
  public var maxHeldBytes: Int
  /// Bytes of these that it may hold however much the others do.
  public var reservedBytes: Int

  /// Limits of these particulars; the defaults are far above what an honest node asks of a peer.
  public init(
    requestsPerSecond: Int = 5_000, requestBurst: Int = 20_000, maxConcurrent: Int = 128,
    bytesPerSecond: Int? = 32 << 20, byteBurst: Int = 256 << 20, maxHeldBytes: Int = 8 << 20,
    reservedBytes: Int = 1 << 20
  ) {
    self.requestsPerSecond = max(1, requestsPerSecond)
    self.requestBurst = max(1, requestBurst)
    self.maxConcurrent = max(1, maxConcurrent)
    self.bytesPerSecond = bytesPerSecond.map { max(1, $0) }
    self.byteBurst = max(1, byteBurst)
    self.maxHeldBytes = max(1, maxHeldBytes)
    self.reservedBytes = max(0, reservedBytes)
  }
}

/// For whom a connection counts, and what that client may ask.
public struct ClientTerms: Sendable, Equatable {
  /// The same name for all connections, keys and certificates of one client.
  public var account: String
  /// What they may ask together.
  public var limits: ClientLimits

  /// Terms of these particulars.
  public init(account: String, limits: ClientLimits) {
    self.account = account
    self.limits = limits
  }
}
