package import LocalAPI
import Node
import PeerProtocol

/// The node's answer: its bytes as they came, and the document in them.
package struct NodeAnswer<Document: LocalDocument>: Sendable {
  package var bytes: [UInt8]
  package var document: Document
}

extension NodeAnswer {
  /// The answer with line breaks, for people; members that this program does not know are shown too.
  var readable: String { JSONText.readable((try? JSONValue(parsing: bytes)) ?? .null) }
}
