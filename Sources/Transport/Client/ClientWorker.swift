import CCurl
import Cryptography
import Glibc
import System

/// The thread of a client: it owns the multi handle and all transfers; others only put transfers into its inbox.
///
/// `@unchecked Sendable`: `active` and `verifiedServers` are touched by the worker's own thread only; all else is constant or in the monitor.
final class ClientWorker: @unchecked Sendable {
  private struct Inbox {
    var arrived: [Transfer] = []
    /// While it is set it may be woken.
    var multi: UnsafeMutableRawPointer?
    var thread: pthread_t?
    var isClosing = false
    var hasEnded = false
    var certificatePEM: [UInt8]
    var privateKeyPEM: [UInt8]
  }

  private let inbox: Monitor<Inbox>
  private let options: ClientOptions
  private let verifiedServers = VerifiedServers()
  private var active: [UnsafeMutableRawPointer: Transfer] = [:]

  private static let libraryIsReady: Bool = {
    ProcessSignals.ignoreBrokenPipes()
    return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  }()
  private static let stackBytes = 512 << 10
  private static let longestPollMilliseconds: Int32 = 60_000

  init(certificatePEM: [UInt8], privateKeyPEM: [UInt8], options: ClientOptions) {
    inbox = Monitor(Inbox(certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM))
    self.options = options
    guard Self.libraryIsReady, let multi = curl_multi_init() else {
      inbox.withLock { ($0.isClosing, $0.hasEnded) = (true, true) }
      return
    }
    _ = samenloop_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.maxConnectionsPerHost)
    _ = samenloop_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.maxConnections)
    _ = samenloop_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, options.maxIdleConnections)
    _ = samenloop_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    inbox.withLock { $0.multi = multi }
    let started = WorkerThread.start(stackBytes: Self.stackBytes) { [self] in run() }
    guard !started else { return }
    curl_multi_cleanup(multi)
    inbox.withLock { ($0.multi, $0.isClosing, $0.hasEnded) = (nil, true, true) }
  }

  var isCurrentThread: Bool { inbox.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false } }

  func update(certificatePEM: [UInt8], privateKeyPEM: [UInt8]) {
    inbox.withLock { ($0.certificatePEM, $0.privateKeyPEM) = (certificatePEM, privateKeyPEM) }
  }

  func submit(_ transfer: Transfer) {
    let isTaken = inbox.withLock { inbox in
      guard !inbox.isClosing, let multi = inbox.multi else { return false }
      inbox.arrived.append(transfer)
      curl_multi_wakeup(multi)
      return true
    }
    if !isTaken { transfer.finish(.failure(.cancelled)) }
  }

  func close(waiting: Bool) {
    inbox.withLock { inbox in
      inbox.isClosing = true
      if let multi = inbox.multi { curl_multi_wakeup(multi) }
    }
    if waiting, !isCurrentThread { _ = inbox.wait(until: nil) { $0.hasEnded } }
  }

  private func run() {
    guard
      let multi = inbox.withLock({ inbox in
        inbox.thread = pthread_self()
        return inbox.multi
      })
    else { return }
    while true {
      let (arrived, isClosing) = inbox.withLock { inbox in
        defer { inbox.arrived.removeAll(keepingCapacity: true) }
        return (inbox.arrived, inbox.isClosing)
      }
      guard !isClosing else {
        for transfer in arrived { transfer.finish(.failure(.cancelled)) }
        break
      }
      for transfer in arrived { begin(transfer, on: multi) }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      var left: Int32 = 0
      while let message = curl_multi_info_read(multi, &left)?.pointee {
        if message.msg == CURLMSG_DONE { end(message.easy_handle, with: message.data.result, on: multi) }
      }
      curl_multi_poll(multi, nil, 0, Self.longestPollMilliseconds, nil)
    }
    for (easy, transfer) in active {
      curl_multi_remove_handle(multi, easy)
      transfer.release()
      transfer.finish(.failure(.cancelled))
    }
    active = [:]
    inbox.withLock { $0.multi = nil }
    curl_multi_cleanup(multi)
    inbox.notifying { ($0.hasEnded, $0.thread) = (true, nil) }
  }

  private func begin(_ transfer: Transfer, on multi: UnsafeMutableRawPointer) {
    let (certificatePEM, privateKeyPEM) = inbox.withLock { ($0.certificatePEM, $0.privateKeyPEM) }
    let fault = transfer.prepare(
      certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM, options: options, verifiedServers: verifiedServers)
    if let fault { return transfer.finish(.failure(fault)) }
    guard let easy = transfer.easy, curl_multi_add_handle(multi, easy) == CURLM_OK else {
      transfer.release()
      return transfer.finish(.failure(.invalidRequest("libcurl does not take it")))
    }
    active[easy] = transfer
  }

  private func end(_ easy: UnsafeMutableRawPointer, with code: CURLcode, on multi: UnsafeMutableRawPointer) {
    guard let transfer = active.removeValue(forKey: easy) else { return }
    let result = transfer.result(of: code)
    curl_multi_remove_handle(multi, easy)
    transfer.release()
    // A kept connection is no longer trusted, and nothing was sent on it: a new one shows what is true now.
    if transfer.needsNewConnection { return begin(transfer, on: multi) }
    transfer.finish(result)
  }
}
