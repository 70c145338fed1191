import Synchronization
import System

/// Writes the answers of a connection, as fast as its client takes them.
final class ResponseWriter {
  enum Progress {
    /// No answer is on its way.
    case nothing
    case done(keepsConnection: Bool)
    case failed
    /// The client takes its time: to be called again after this.
    case later(IOWait)
  }

  private let stream: ClientStream
  private let quota: RequestQuota
  private let pace: MinimumRate
  private var encoder: ResponseEncoder
  /// The answer that the client has not taken yet.
  private var outgoing: PendingResponse?
  /// Nanoseconds that the client is late with the answers that it took.
  private var lateness: Int64 = 0

  init(_ stream: ClientStream, _ quota: RequestQuota, _ pace: MinimumRate, headers: [(String, String)]) {
    (self.stream, self.quota, self.pace) = (stream, quota, pace)
    encoder = ResponseEncoder(defaultHeaders: headers)
  }

  /// Sets out to send the answer to a request.
  func begin(_ response: consuming HTTPResponse, to head: RequestHead, closes: Bool) {
    // A client that took all of it meanwhile has caught up.
    if lateness > 0, stream.tls.isAllAcknowledged { lateness = 0 }
    let isHEAD = head.method == "HEAD"
    let bytes = encoder.encode(response, toHEAD: isHEAD, closes: closes, endsWithConnection: head.isHTTP10)
    var answer = PendingResponse(bytes, pace, keepsConnection: !closes, waited: lateness)
    if let rest = response.rest, !isHEAD {
      // The size of one answer alone does not shut its client out.
      let always = min(rest.heldBytes, quota.account.usage.withLock { $0.limits.maxHeldBytes } / 4)
      answer.rest = PendingResponse.Rest(pieces: rest, isChunked: !head.isHTTP10, heldBytes: always)
    }
    outgoing = answer
  }

  /// Sets out to send the last answer of the connection.
  func beginLast(_ response: HTTPResponse) {
    outgoing = PendingResponse(
      encoder.encode(response, toHEAD: false, closes: true), pace, keepsConnection: false)
  }

  /// Tells a client that waits for it to send the body (RFC 9110 section 10.1.1); false where that fails.
  func sendContinue() -> Bool {
    var message = PendingResponse(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), pace, keepsConnection: true)
    if case .done = write(&message, isPatient: true) { return true }
    return false
  }

  /// Goes on with the answer that is on its way.
  func resume(isPatient: Bool) -> Progress {
    // Taken out while it changes, so that it is held once.
    guard var answer = outgoing.take() else { return .nothing }
    var progress = Progress.failed
    if answer.wasAwaited, stream.bounded(answer.end) <= .now {
      // Also where there is some room: a client that makes just enough of it would never be late.
      stream.tls.cut()
    } else {
      progress = write(&answer, isPatient: isPatient)
    }
    if case .later = progress {
      outgoing = answer
      return progress
    }
    quota.release()
    if case .done(true) = progress, answer.wasAwaited || lateness > 0 {
      answer.stopClock()
      lateness = answer.waited
    }
    return progress
  }

  private func write(_ answer: inout PendingResponse, isPatient: Bool) -> Progress {
    while true {
      let end = stream.bounded(answer.end)
      while let outcome = answer.write({ stream.tls.write($0, until: end) }) {
        switch outcome {
        case .bytes: continue
        case .closed, .failed, .timedOut: return .failed
        }
      }
      if answer.isPieceTaken {
        guard let rest = answer.rest else { return .done(keepsConnection: answer.keepsConnection) }
        guard makePiece(of: rest, for: &answer) else { return .failed }
        continue
      }
      let pause = stream.endOfWait(end, isPatient: isPatient)
      answer.wasAwaited = true
      if stream.tls.waitForRoom(until: pause) { continue }
      if pause < end, .now < end {
        stream.isSlow = true
        return .later(IOWait(for: .writable, until: end))
      }
      // Nobody waits for the rest.
      stream.tls.cut()
      return .failed
    }
  }

  /// Makes the next piece of an answer; false where that fails.
  private func makePiece(of rest: PendingResponse.Rest, for answer: inout PendingResponse) -> Bool {
    answer.stopClock()
    guard case .success(let piece) = quota.countWork({ Result { try rest.pieces.next() } }) else { return false }
    quota.release()
    if let piece { quota.keep(rest.heldBytes + piece.count) }
    answer.goOn(with: piece)
    return true
  }
}
