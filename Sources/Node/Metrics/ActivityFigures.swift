import Synchronization
import Transport

/// What the node counts while it works: the requests of both listeners, what befell their connections, and how long changes
/// waited for the disk. Every label is a word of the program, so that there are only so many of them.
final class ActivityFigures: Sendable {
  /// One of the two listeners.
  enum Listener: String, Sendable, CaseIterable {
    case local, peer
  }

  /// Requests of one route at one listener.
  struct Route: Hashable, Comparable, Sendable {
    var listener: String
    var name: String

    static func < (left: Route, right: Route) -> Bool {
      (left.listener, left.name) < (right.listener, right.name)
    }
  }

  /// What became of the requests of a route.
  struct Requests: Sendable {
    var durations = Histogram(bounds: ActivityFigures.requestBounds)
    /// By the first digit of the status.
    var answers: [Int: Int] = [:]
  }

  /// All that was counted since the start.
  struct Counts: Sendable {
    var requests: [Route: Requests] = [:]
    /// By listener and kind.
    var connections: [Route: Int] = [:]
    var commits = Histogram(bounds: ActivityFigures.commitBounds)
  }

  /// Seconds; an answer to a peer may wait for the curve, a small one takes a few milliseconds.
  static let requestBounds = [0.005, 0.02, 0.1, 0.5, 2.5, 10, 60]
  /// Seconds; a disk that syncs well takes less than one millisecond.
  static let commitBounds = [0.0005, 0.002, 0.01, 0.05, 0.25, 1, 5]
  /// The route of a request that asks for nothing there is.
  static let unknownRoute = "other"

  private let counts = Mutex(Counts())

  /// What was counted so far.
  var present: Counts { counts.withLock { $0 } }

  /// Answers a request, and counts it under the route that `answer` finds.
  func measure(_ listener: Listener, _ answer: (_ route: inout String) -> HTTPResponse) -> HTTPResponse {
    let beganAt = MonotonicTime.now
    var name = Self.unknownRoute
    let response = answer(&name)
    let seconds = MonotonicTime.now - beganAt
    let route = Route(listener: listener.rawValue, name: name)
    counts.withLock { counts in
      counts.requests[route, default: Requests()].durations.observe(seconds)
      counts.requests[route, default: Requests()].answers[response.status / 100, default: 0] += 1
    }
    return response
  }

  /// Counts how long a change waited until the disk had it.
  func noteCommit(seconds: Double) { counts.withLock { $0.commits.observe(seconds) } }

  /// Counts what befell a connection.
  func note(_ event: ServerEvent, _ listener: Listener) {
    let kind: String
    switch event {
    case .started, .stopped, .eventsOmitted: return
    case .handshakeFailed: kind = "handshake-failed"
    case .cutOff: kind = "cut-off"
    case .requestRefused: kind = "request-refused"
    case .overloaded: kind = "overloaded"
    case .limited: kind = "limited"
    case .resourcesExhausted: kind = "resources-exhausted"
    }
    counts.withLock { $0.connections[Route(listener: listener.rawValue, name: kind), default: 0] += 1 }
  }
}
