/// Body of POST /v1/peers.
public struct JoinRequest: LocalDocument {
  /// The invitation code.
  public var code: String

  public init(code: String) {
    self.code = code
  }
}

/// Body of POST /v1/peers/{region}/removal.
public struct RemovalRequest: LocalDocument {
  /// The region's id again, to be sure.
  public var confirm: String

  public init(confirm: String) {
    self.confirm = confirm
  }
}

/// Body of POST /v1/card.
public struct CardRequest: LocalDocument {
  /// The version that the new card must be above.
  public var above: Int

  public init(above: Int) {
    self.above = above
  }
}

/// Body of POST /v1/synchronizations.
public struct SynchronizationRequest: LocalDocument {
  /// Nil for all peers.
  public var region: String?

  public init(region: String? = nil) {
    self.region = region
  }
}
