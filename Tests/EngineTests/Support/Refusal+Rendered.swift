import Node
import PeerProtocol
import Region

extension Refusal {
  /// The refusal as Node renders it, for tests of its words and members.
  var rendered: Problem { Problem(self) }
  var detail: String { rendered.detail }
  var members: [String: JSONValue] { rendered.members }
  var status: Int { rendered.status }
  var retryAfter: Int? { rendered.retryAfter }
}
