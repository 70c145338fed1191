package import PeerProtocol

/// JSON as this program reads and writes it.
package enum JSONText {
  /// The one value in some bytes.
  package static func value(of bytes: [UInt8]) throws(JSONFaults) -> JSONValue { try JSONValue(parsing: bytes) }

  /// One line.
  package static func bytes(of value: JSONValue) -> [UInt8] { value.bytes }

  /// Indented, for people.
  package static func readable(_ value: JSONValue, indent: String = "") -> String {
    let deeper = indent + "  "
    switch value {
    case .array(let items) where !items.isEmpty:
      return "[\n" + items.map { deeper + readable($0, indent: deeper) }.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.sorted { $0.key < $1.key }.map { name, item in
        deeper + JSONValue.string(name).text + ": " + readable(item, indent: deeper)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    default: return value.text
    }
  }
}
