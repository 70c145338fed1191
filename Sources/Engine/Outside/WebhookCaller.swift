public import Region

/// A message to a system that is told of changes.
public struct WebhookCall: Sendable {
  /// `https://…`.
  public var url: String
  /// Header fields, in order.
  public var headers: [(String, String)]
  /// The body.
  public var body: [UInt8]
  /// Whether the host's address may be one of an internal network.
  public var mayBePrivate: Bool
  /// How long the whole request may take.
  public var timeoutSeconds: Int
}

/// What the system answered.
public struct WebhookReply: Sendable {
  /// The HTTP status.
  public var status: Int
  /// Seconds of `Retry-After`, where given.
  public var retryAfter: Int?

  /// An answer of these particulars.
  public init(status: Int, retryAfter: Int? = nil) { (self.status, self.retryAfter) = (status, retryAfter) }
}

/// Carries messages to systems that are told of changes. It follows no redirect.
public protocol WebhookCaller: Sendable {
  /// Sends `call` and reports the outcome once, on any thread.
  func call(_ call: WebhookCall, completion: @escaping @Sendable (Result<WebhookReply, WebhookFailure>) -> Void)
}
