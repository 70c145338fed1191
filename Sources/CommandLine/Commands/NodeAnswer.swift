package import LocalAPI
import Node
import PeerProtocol

/// What the node answered: its bytes as they came, and what they say.
package struct NodeAnswer<Document: LocalDocument>: Sendable {
  package var bytes: [UInt8]
  package var document: Document
}

extension NodeAnswer {
  /// The answer with line breaks, for people; members that this program does not know are shown too.
  var readable: String { JSONText.readable((try? JSONValue(parsing: bytes)) ?? .null) }
}
