import Engine
import PeerProtocol
import Region
import Synchronization

/// A way out that is laid after the node was made, whose key it needs.
final class LateCaller: PeerCaller {
  private let held = Mutex<DirectCaller?>(nil)

  var direct: DirectCaller? {
    get { held.withLock { $0 } }
    set { held.withLock { $0 = newValue } }
  }

  func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void) {
    guard let direct else { return completion(.failure(.notReachable("no way out"))) }
    direct.call(call, completion: completion)
  }
}
