import Cryptography
import Glibc
import System

/// What the threads of a server share.
final class ServerCore: Sendable {
  let limits: ServerLimits
  let defaultHeaders: [(String, String)]
  let handler: @Sendable (HTTPRequest) -> HTTPResponse
  private let tell: @Sendable (ServerEvent) -> Void
  private let allowance = Monitor(EventRateLimit())
  let table = Monitor(ConnectionTable())
  let review = ConnectionReview()
  let clients: ClientAccounts
  /// How long clients may take for a body and for an answer.
  let bodyPace: MinimumRate
  let strangerBodyPace: MinimumRate
  let responsePace: MinimumRate
  private let threads: ThreadPool
  private let pollLoop = PollLoop()
  private let terms: @Sendable (ClientIdentity) -> ClientTerms?

  init(
    limits: ServerLimits, defaultHeaders: [(String, String)],
    terms: @escaping @Sendable (ClientIdentity) -> ClientTerms?,
    handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse, log: @escaping @Sendable (ServerEvent) -> Void
  ) {
    threads = ThreadPool(stackBytes: limits.stackBytes)
    clients = ClientAccounts(maxHeldBytes: limits.maxHeldBytes)
    bodyPace = MinimumRate(grace: limits.bodyGrace, rate: limits.minBodyRate)
    strangerBodyPace = MinimumRate(grace: limits.strangerBodyGrace, rate: limits.minBodyRate)
    responsePace = MinimumRate(grace: limits.responseGrace, rate: limits.minResponseRate)
    self.terms = terms
    self.limits = limits
    self.defaultHeaders = defaultHeaders
    self.handler = handler
    tell = log
  }

  /// Tells the operator, within what outsiders may cause.
  func log(_ event: ServerEvent) {
    let (isReported, omitted) = allowance.withLock { $0.admit(event, now: Deadline.now.nanoseconds) }
    if omitted > 0 { tell(.eventsOmitted(omitted)) }
    if isReported { tell(event) }
  }

  /// Whether there are so many connections that what each of them holds counts more than speed.
  private var isCrowded: Bool { table.withLock { $0.entries.count > limits.roomyConnections } }

  /// How long a thread waits for its client, or for room: often it comes at once.
  static let patience = Duration.milliseconds(300)

  /// Connections without a thread.
  var waitingCount: Int { pollLoop.count }

  /// Gives an accepted connection a thread: once its hello is here, where there are many.
  func serve(_ descriptor: Int32, from address: ClientAddress, context: TLSServerContext) {
    let accepted = Deadline.now
    let (number, evicted) = table.withLock { table in
      let (number, evicted) = table.admit(descriptor, from: address.network, limits: limits)
      // Under the lock, so that the evicted's thread cannot have closed it and the system given it out again.
      if let evicted { shutdown(evicted.descriptor, Int32(SHUT_RDWR)) }
      return (number, evicted)
    }
    if let evicted { log(.overloaded(address: evicted.address)) }
    let begin: ThreadPool.Job = { [self] in run(number, descriptor, address, context, accepted) }
    let onFailure: ThreadPool.Job = { [self] in
      close(descriptor, number)
      log(.resourcesExhausted("There is no thread for another connection; lower the listener's limits."))
    }
    if isCrowded,
      awaitHello(descriptor, until: accepted + limits.handshakeDeadline, looks: 2, then: begin, orElse: onFailure)
    {
      return
    }
    if !threads.run(begin) { onFailure() }
  }

  /// Goes on once the client's hello is here, which nobody but the system holds until then; false where it is here already.
  /// It is looked for so many times more.
  private func awaitHello(
    _ descriptor: Int32, until end: Deadline, looks: Int, then next: @escaping ThreadPool.Job,
    orElse onFailure: @escaping ThreadPool.Job
  ) -> Bool {
    guard looks > 0, .now < end, let bytes = ClientHello.awaitedBytes(descriptor) else { return false }
    ClientHello.wake(at: bytes, on: descriptor)
    let isWaiting = waitInPollLoop(descriptor, IOWait(for: .readable, until: end)) { [self] in
      ClientHello.wake(at: 1, on: descriptor)
      if !awaitHello(descriptor, until: end, looks: looks - 1, then: next, orElse: onFailure) { next() }
    } orElse: {
      onFailure()
    }
    // Any byte counts for whoever waits with a thread.
    if !isWaiting { ClientHello.wake(at: 1, on: descriptor) }
    return isWaiting
  }

  private func run(
    _ number: UInt64, _ descriptor: Int32, _ address: ClientAddress, _ context: TLSServerContext, _ accepted: Deadline
  ) {
    let tls: TLSConnection
    do throws(TransportError) {
      tls = try TLSConnection(takingOwnershipOf: descriptor, context: context)
    } catch {
      close(descriptor, number)
      log(.resourcesExhausted(error.description))
      return
    }
    shakeHands(tls, number, address, accepted, isSlow: false)
  }

  /// The handshake, and what follows. A client that takes its time for it holds no thread meanwhile.
  private func shakeHands(
    _ tls: TLSConnection, _ number: UInt64, _ address: ClientAddress, _ accepted: Deadline, isSlow: Bool
  ) {
    let end = accepted + limits.handshakeDeadline
    // Where there are many, threads do not wait: each holds what handshakes need.
    var step = tls.handshake(until: end, patience: isSlow || isCrowded ? .now : .after(Self.patience))
    if case .later(let pause) = step {
      let later = ThreadTransfer(tls)
      let isWaiting = waitInPollLoop(tls.descriptor, pause) { [self] in
        shakeHands(later.value, number, address, accepted, isSlow: true)
      } orElse: { [self] in
        withExtendedLifetime(later) { removeExhausted(number) }
      }
      if isWaiting { return }
      step = tls.handshake(until: end, patience: end)
    }
    if case .failed(let reason) = step {
      log(.handshakeFailed(address: address.text, reason: reason))
      close(tls, number)
    } else if let client = tls.client {
      let connection = ThreadTransfer(tls)
      let go = { @Sendable [self] in
        resume(with: makeConnection(connection.value, client, number, address, accepted))
      }
      // Where there are many, on another thread: this one holds what handshakes need and most connections never need
      // again, OpenSSL's random generators and the allocator's stock of small pieces, and can use it for the next one.
      if !isCrowded || !threads.run(go) { go() }
    } else {
      close(tls, number)
    }
  }

  /// What TLS held is free with the caller's connection: the rest needs a descriptor only.
  private func close(_ tls: TLSConnection, _ number: UInt64) {
    review.remove(number)
    linger(tls.beginClose(), number, until: .after(limits.lingerDeadline))
  }

  private func linger(_ closing: LingeringClose, _ number: UInt64, until end: Deadline) {
    var closing = closing
    closing.drop(upTo: limits.maxLingerBytes)
    if !closing.isComplete, .now < end {
      let later = closing
      let isWaiting = waitInPollLoop(closing.descriptor, IOWait(for: .readable, until: end)) { [self] in
        linger(later, number, until: end)
      } orElse: { [self] in
        close(later.descriptor, number)
      }
      if isWaiting { return }
    }
    close(closing.descriptor, number)
  }

  /// The table forgets the descriptor before it is closed: see `serve`.
  private func close(_ descriptor: Int32, _ number: UInt64) {
    remove(number)
    Glibc.close(descriptor)
  }

  /// What follows the handshake. Not inlined: its stack would lie below everything that the connection does.
  @inline(never)
  private func makeConnection(
    _ tls: TLSConnection, _ client: ClientIdentity, _ number: UInt64, _ address: ClientAddress, _ accepted: Deadline
  ) -> ServerConnection {
    review.add(number, tls, address.text)
    let (identification, isMemoryTrimDue) = table.withLock { table in
      let identification = table.identify(number, as: client, limits: limits)
      if case .accepted(let evicted?) = identification { shutdown(evicted.descriptor, Int32(SHUT_RDWR)) }
      return (identification, table.isMemoryTrimDue())
    }
    if isMemoryTrimDue { MemoryTrim.request() }
    let account = clients.open(terms(of: client, at: address.network), now: Deadline.now.nanoseconds)
    let connection = ServerConnection(
      tls, client, account, number: number, address: address.text, accepted: accepted, core: self)
    switch identification {
    case .accepted(let evicted):
      if let evicted { log(.overloaded(address: evicted.address)) }
      return connection
    case .full:
      log(.overloaded(address: address.text))
      connection.refuseForLoad()
      return connection
    }
  }

  /// Serves a connection until it ends, or until its client takes its time: then it goes on later, on any thread.
  private func resume(with connection: ServerConnection) {
    if let pause = connection.run(isPatient: false) {
      let later = ThreadTransfer(connection)
      let isWaiting = waitInPollLoop(connection.tls.descriptor, pause) { [self] in
        resume(with: later.value)
      } orElse: { [self] in
        abandon(later.value)
      }
      // From here on it may be another thread's.
      if isWaiting { return }
      _ = connection.run(isPatient: true)
    }
    end(connection)
  }

  private func end(_ connection: ServerConnection) {
    clients.close(connection.account)
    close(connection.tls, connection.number)
  }

  /// Waits in the poll loop and goes on then on any thread, with `onFailure` where there is none; false where the caller has to
  /// wait itself.
  private func waitInPollLoop(
    _ descriptor: Int32, _ pause: IOWait, then next: @escaping ThreadPool.Job,
    orElse onFailure: @escaping ThreadPool.Job
  ) -> Bool {
    pollLoop.add(descriptor, pause) { [threads] in
      if !threads.run(next) { onFailure() }
    }
  }

  /// Ends a connection for which there is no thread.
  private func abandon(_ connection: ServerConnection) {
    clients.close(connection.account)
    withExtendedLifetime(connection) {
      review.remove(connection.number)
      removeExhausted(connection.number)
    }
  }

  /// Like a close: the caller still has the connection.
  private func removeExhausted(_ number: UInt64) {
    log(.resourcesExhausted("There is no thread to go on with a connection; lower the listener's limits."))
    remove(number)
  }

  /// Strangers count by where they come from: a key costs them nothing.
  private func terms(of client: ClientIdentity, at network: String) -> ClientTerms {
    guard client.isKnown else { return ClientTerms(account: "stranger at \(network)", limits: limits.stranger) }
    if let terms = terms(client) { return terms }
    return ClientTerms(
      account: String(
        decoding: client.spkiSHA256.flatMap { [Self.hex[Int($0 >> 4)], Self.hex[Int($0 & 15)]] }, as: UTF8.self),
      limits: limits.client)
  }

  private static let hex = Array("0123456789abcdef".utf8)

  private func remove(_ number: UInt64) {
    let isMemoryTrimDue = table.notifying { table in
      table.remove(number)
      return table.isMemoryTrimDue()
    }
    if isMemoryTrimDue { MemoryTrim.request() }
  }
}

/// A connection on its way from one thread to another.
private final class ThreadTransfer<Connection> {
  let value: Connection

  init(_ value: Connection) { self.value = value }
}

// The thread that hands it over does not touch it any more.
extension ThreadTransfer: @unchecked Sendable {}
