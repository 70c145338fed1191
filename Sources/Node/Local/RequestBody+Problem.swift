import PeerProtocol
import Transport

extension RequestBody {
  /// The whole body, or why there is none.
  func collectOrProblem(limit: Int) throws(Problem) -> [UInt8] {
    do {
      return try collect(limit: limit)
    } catch {
      throw Self.problem(error, limit: limit)
    }
  }

  /// The next bytes of the body, none at its end.
  func readOrProblem(upTo count: Int) throws(Problem) -> [UInt8] {
    do {
      return try read(upTo: count)
    } catch {
      throw Self.problem(error, limit: nil)
    }
  }

  private static func problem(_ error: any Error, limit: Int?) -> Problem {
    switch error as? HTTPBodyError {
    case .tooLarge: Problem(.tooLarge, "The body is over its limit\(limit.map { " of \($0) bytes" } ?? "")")
    case .timeout: Problem(.requestTimeout, "The body came too slowly: send it again")
    case .overloaded:
      Problem(.tryAgain, "The node holds as much in memory as it may. Send it again in a moment.", retryAfter: 1)
    default: Problem(.malformed, "The body did not arrive as it should: send it again")
    }
  }
}
