import FoundationEssentials
public import PeerProtocol

/// A document of the local API: JSON that is read into typed values once, where it comes in.
package protocol LocalDocument: Codable, Hashable, Sendable {
  /// The document in these bytes of JSON. Members that it does not know are ignored.
  init(decoding bytes: [UInt8]) throws

  /// The document as JSON: the same bytes whenever the members are the same.
  func encoded() throws -> [UInt8]
}

extension LocalDocument {
  package init(decoding bytes: [UInt8]) throws { self = try JSONDecoder().decode(Self.self, from: Data(bytes)) }

  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self))
  }

  /// The document as a value of JSON, to stand in another one.
  package func jsonValue() throws -> JSONValue { try JSONValue(parsing: encoded()) }
}

extension Array: LocalDocument where Element: LocalDocument {}

/// A document that a person wrote: it goes to the node as it is, which names what is wrong with it.
extension JSONValue: LocalDocument {
  package init(decoding bytes: [UInt8]) throws { try self.init(parsing: bytes) }

  package func encoded() -> [UInt8] { bytes }
}

extension SignedDocument: LocalDocument {
  /// Reads the general serialization. The exact bytes of what is signed are kept.
  public init(from decoder: any Decoder) throws { try self.init(JSONValue(from: decoder)) }

  /// Writes the general serialization.
  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
