import Cryptography
import Glibc
import System

/// An HTTPS listener: HTTP/1.1 over TLS 1.3 with client certificates, a thread for every handshake and request.
/// A client that takes its time for a handshake, between requests, for a head or for an answer holds none.
///
/// The handler is plain synchronous code, called on the connection's thread (stack: `ServerLimits.stackBytes`). It may
/// block. Requests that break HTTP never reach it. An answer to a request whose body did not arrive whole is replaced
/// by the error. SIGPIPE is ignored in the whole process from the first start on.
public final class HTTPServer: Sendable {
  private struct Running {
    var listener: ListeningSocket?
    var context: TLSServerContext?
    var isAccepting = false
    /// A class may not be a mutex's value itself.
    var policy: ServerTLS
  }

  private let host: String
  private let requestedPort: UInt16
  private let core: ServerCore
  private let running: Monitor<Running>

  /// A server that is not started yet. Port 0 lets the system choose. `defaultHeaders` are added to every answer, also
  /// to those that the server itself gives. `terms` says for whom a known client counts and what it may ask, once a
  /// connection; nil for each key by itself under `limits.client`. `log` is called on the server's threads and must
  /// not block for long.
  public init(
    address: (host: String, port: UInt16), tls: ServerTLS, limits: ServerLimits = .peer,
    defaultHeaders: [(String, String)] = [], handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
    log: @escaping @Sendable (ServerEvent) -> Void = { _ in },
    terms: @escaping @Sendable (ClientIdentity) -> ClientTerms? = { _ in nil }
  ) {
    host = address.host
    requestedPort = address.port
    core = ServerCore(limits: limits, defaultHeaders: defaultHeaders, terms: terms, handler: handler, log: log)
    running = Monitor(Running(policy: tls))
  }

  /// Listens, and returns the port. Throws where the certificate, key or anchors do not parse or fit, or the address is
  /// taken. To be called once.
  public func start() throws(TransportError) -> UInt16 {
    ProcessSignals.ignoreBrokenPipes()
    MemoryTrim.limitArenas()
    let context = try TLSServerContext(running.withLock { $0.policy })
    core.review.hold(context)
    let listener = try ListeningSocket(
      host: host, port: requestedPort, backlog: core.limits.backlog, maxUnsentBytes: core.limits.maxUnsentBytes)
    let isFirst = running.withLock { running in
      guard running.listener == nil else { return false }
      (running.listener, running.context, running.isAccepting) = (listener, context, true)
      return true
    }
    guard isFirst else { throw TransportError("This server was started before. Make a new one.") }
    let started = WorkerThread.start(stackBytes: core.limits.stackBytes) { [self] in
      accept(from: listener)
      running.notifying { $0.isAccepting = false }
    }
    guard started else {
      running.notifying { $0.isAccepting = false }
      throw TransportError("There is no thread to accept connections on.")
    }
    core.log(.started(port: listener.port))
    return listener.port
  }

  /// Whether it takes connections now.
  public var isAccepting: Bool { running.withLock { $0.isAccepting } }

  /// A certificate and a trust that were looked at, and that `take` puts into use without a way to fail.
  public struct PreparedTLS: Sendable {
    fileprivate let context: TLSServerContext
    fileprivate let policy: ServerTLS
  }

  /// Looks at a certificate and a trust; throws, and changes nothing, when they do not parse or fit.
  public func prepareTLS(_ tls: ServerTLS) throws(TransportError) -> PreparedTLS {
    PreparedTLS(context: try TLSServerContext(tls), policy: tls)
  }

  /// New connections get this certificate from now on, and all this trust: those that are open are looked at again at
  /// once.
  public func take(_ prepared: PreparedTLS) {
    let isRunning = running.withLock { running in
      running.policy = prepared.policy
      guard running.context != nil else { return false }
      running.context = prepared.context
      return true
    }
    guard isRunning else { return }
    core.review.hold(prepared.context)
    reviewConnections()
  }

  /// The same in one step. Throws, and changes nothing, when it does not parse or fit.
  public func updateTLS(_ tls: ServerTLS) throws(TransportError) { take(try prepareTLS(tls)) }

  /// Closes every open connection whose client is no longer to be talked to, idle ones and those being answered: its
  /// key became unknown, its certificate expired or was revoked. Requests are looked at one by one without this.
  public func reviewConnections() {
    for (address, fault) in core.review.cutOff() {
      core.log(.cutOff(address: address, reason: fault.reason(.client)))
    }
  }

  /// Closes the connections of clients that are not to be talked to any more, also those being answered.
  public func closeConnections(where isUnwanted: @Sendable (ClientIdentity) -> Bool) {
    core.table.withLock { table in
      for entry in table.entries.values {
        if let client = entry.client, isUnwanted(client) { shutdown(entry.descriptor, Int32(SHUT_RDWR)) }
      }
    }
  }

  /// How many connections there are: of known clients, and of all others, handshakes included.
  public var connectionCounts: (known: Int, strangers: Int) {
    core.table.withLock { ($0.knownCount, $0.strangerCount) }
  }

  /// Connections without a thread, because their clients take their time for the next request.
  var waitingCount: Int { core.waitingCount }

  /// Bytes of bodies and answers that are held in memory for all clients at the moment.
  public var heldBytes: Int { core.clients.heldBytes }

  /// Stops accepting, closes idle connections at once, lets begun answers end for up to `drain` seconds, then cuts
  /// what is left. Returns when all threads ended; false when a handler did not return in time.
  @discardableResult
  public func stop(drain seconds: Double = 10) -> Bool {
    let listener = running.withLock { $0.listener }
    listener?.stop()
    _ = running.wait(until: nil) { !$0.isAccepting }
    core.table.withLock { table in
      table.isStopping = true
      // Only the reading side: the thread wakes up, and still says goodbye.
      for entry in table.entries.values where entry.isIdle { shutdown(entry.descriptor, Int32(SHUT_RD)) }
    }
    var isClean = core.table.wait(until: .after(.seconds(seconds > 0 ? min(seconds, 86_400) : 0))) {
      $0.entries.isEmpty
    }
    if !isClean {
      core.table.withLock { table in
        for entry in table.entries.values { shutdown(entry.descriptor, Int32(SHUT_RDWR)) }
      }
      isClean = core.table.wait(until: .after(core.limits.stopGrace)) { $0.entries.isEmpty }
    }
    running.withLock { $0.listener = nil }
    core.log(.stopped(clean: isClean))
    return isClean
  }

  /// How often the thread that accepts looks up where nobody comes.
  private static let pollMilliseconds: Int32 = 2_000

  private func accept(from listener: ListeningSocket) {
    var entry = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      entry.revents = 0
      let count = poll(&entry, 1, Self.pollMilliseconds)
      if count < 0, errno != EINTR {
        core.log(.resourcesExhausted("No more connections can be waited for; restart the node."))
        return
      }
      if count == 0 { MemoryTrim.trimIfDue() }
      guard count > 0 else { continue }
      // stop() shuts the socket down, which shows as a hang-up.
      if Int32(entry.revents) & (POLLHUP | POLLNVAL) != 0 { return }
      guard let (descriptor, address) = listener.accept() else {
        if errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM {
          core.log(.resourcesExhausted("There is no descriptor for another connection; raise the limit of open files."))
          _ = poll(nil, 0, 50)
        }
        continue
      }
      guard let context = running.withLock({ $0.context }) else {
        Glibc.close(descriptor)
        continue
      }
      core.serve(descriptor, from: address, context: context)
    }
  }
}
