import Engine
import LocalAPI
import Node
import PeerProtocol

extension Engine {
  /// The status as Node renders it, for tests of its words and members.
  func statusDocument() -> JSONValue { (try? StatusDocument(of: self).json) ?? .null }
}

extension LocalDocument {
  /// The document's JSON.
  var json: JSONValue { (try? JSONValue(decoding: encoded())) ?? .null }
}
