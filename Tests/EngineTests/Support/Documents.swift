import Engine
import LocalAPI
import Node
import PeerProtocol

extension Engine {
  /// The status as Node renders it, for tests of its words and members.
  func statusDocument() -> JSONValue { StatusDocument(of: self).json }
}

extension LocalDocument {
  /// The document's JSON.
  var json: JSONValue { (try? JSONValue(decoding: encoded())) ?? .null }
}
