/// What a listener has to tell its operator. No event holds anything of a request's content.
public enum ServerEvent: Sendable, Equatable {
  /// It listens on this port.
  case started(port: UInt16)
  /// A handshake failed. The reason is OpenSSL's or the listener's own.
  case handshakeFailed(address: String, reason: String)
  /// An open connection was closed, because its client is no longer one to talk to.
  case cutOff(address: String, reason: String)
  /// A request broke the rules of HTTP and was answered with this status.
  case requestRefused(address: String, status: Int, detail: String)
  /// There were too many connections: one from this address was closed to make room, or not let in.
  case overloaded(address: String)
  /// A client asked for more than it may, which is said once a minute: `limit` is `requests`, `concurrency` or `memory`.
  case limited(account: String, limit: String)
  /// So many events were not told, because one address or all of them caused too many within a minute.
  case eventsOmitted(Int)
  /// The system had no descriptor or thread for a connection.
  case resourcesExhausted(String)
  /// It stopped; false when connections had to be left to themselves.
  case stopped(clean: Bool)
}
