package import PeerProtocol

/// The description of the local API, as the node serves it at `/v1/openapi.json`: OpenAPI 3.1 in one file.
///
/// Its text is made of Schemas/local-api.openapi.json and held against it in the gate.
package enum InterfaceDocument {
  /// The file as UTF-8.
  package static let bytes: [UInt8] = text.withUTF8Buffer { Array($0) }

  /// What the body of each operation may hold; empty where the text does not read, which a test rules out.
  static let bodies: [String: BodyShape] = {
    guard let document = try? JSONValue(parsing: bytes) else { return [:] }
    let schemas = document["components"]?["schemas"]
    var shapes: [String: BodyShape] = [:]
    for item in document["paths"]?.objectValue ?? [:] {
      for operation in item.value.objectValue ?? [:] {
        guard let id = operation.value["operationId"]?.stringValue else { continue }
        let content = operation.value["requestBody"]?["content"]?.objectValue
        let schema = content.map { $0["application/json"]?["schema"] ?? .null } ?? ["type": "object"]
        shapes[id] = BodyShape(schema, schemas)
      }
    }
    return shapes
  }()
}

extension LocalOperation {
  /// What is wrong with the names of the members in a body of this operation, each fault with its path.
  package func faultsOfNames(in body: JSONValue) -> [String] {
    InterfaceDocument.bodies[rawValue]?.faults(in: body, path: "") ?? []
  }
}
