import PeerProtocol
import Region
import Transport

extension RequestBody {
  /// The whole body, or why there is none.
  func collectOrRefuse(limit: Int) throws(Refusal) -> [UInt8] {
    do { return try collect(limit: limit) } catch { throw .body(Self.refusal(error, limit: limit)) }
  }

  /// The whole body, or why there is none.
  func collectOrProblem(limit: Int) throws(Problem) -> [UInt8] {
    do { return try collect(limit: limit) } catch { throw Problem(Self.refusal(error, limit: limit)) }
  }

  /// The next bytes of the body, none at its end.
  func readOrProblem(upTo count: Int) throws(Problem) -> [UInt8] {
    do { return try read(upTo: count) } catch { throw Problem(Self.refusal(error, limit: nil)) }
  }

  private static func refusal(_ error: any Error, limit: Int?) -> BodyRefusal {
    switch error as? HTTPBodyError {
    case .tooLarge: .tooLarge(limit: limit)
    case .timeout: .tooSlow
    case .overloaded: .overloaded
    default: .incomplete
    }
  }
}
