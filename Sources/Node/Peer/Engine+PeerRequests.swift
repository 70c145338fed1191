package import Engine
import PeerProtocol
import Region

extension Engine {
  /// Answers one request of a peer or of a stranger with an invitation. Whatever a 2xx says is durable.
  package func answer(_ request: PeerRequest) -> PeerResponse {
    let identified: PeerRequest
    do throws(Refusal) {
      // A key of no peer does not even learn which paths there are.
      identified = try identify(request)
    } catch {
      return PeerResponse(Problem(error))
    }
    let route: PeerRoute
    do throws(Problem) { route = try PeerRoute(identified) } catch { return PeerResponse(error) }
    do throws(Refusal) { return try route.answer(self, identified) } catch { return PeerResponse(Problem(error)) }
  }
}

extension PeerResponse {
  /// An answer that refuses.
  fileprivate init(_ problem: Problem) {
    self.init(
      status: problem.status, contentType: Problem.mediaType, body: problem.json.bytes,
      retryAfter: problem.retryAfter, allow: problem.members["allow"]?.stringValue)
  }
}
