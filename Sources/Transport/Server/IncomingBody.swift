import System

/// The body of a request on its way: what came of it, and how long the rest may take.
struct IncomingBody {
  /// The client sends it once it is told to.
  var awaitsContinue = false
  /// Why it will not arrive whole.
  var fault: HTTPFault?
  private(set) var hasEnded = true
  /// Bytes that arrived.
  private(set) var count = 0
  /// Nanoseconds that the client was waited for.
  private var waited: Int64 = 0

  /// None.
  init() {}

  init(of head: RequestHead) {
    awaitsContinue = head.expectsContinue
    hasEnded = head.framing == .length(0)
  }

  /// More came.
  mutating func arrived(_ bytes: Int) {
    count += bytes
    // A client that sends does not wait to be told to.
    awaitsContinue = false
  }

  mutating func end() { (hasEnded, awaitsContinue) = (true, false) }

  mutating func waited(_ nanoseconds: Int64) { waited += nanoseconds }

  /// Whether the client was ever waited for.
  var wasAwaited: Bool { waited > 0 }

  /// Until when the next bytes are to be here.
  func deadline(from now: Deadline, _ pace: MinimumRate) -> Deadline {
    now.advanced(by: pace.grace + pace.allowance(count) - waited)
  }
}
