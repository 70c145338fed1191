import Foundation
import PeerProtocol

/// The schemas of the repository, from which samples of documents are made.
struct SchemaFolder {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let interface: JSONValue
  private let schemas: [String: JSONValue]
  /// Documents inside documents, after which lists stay empty.
  private static let depth = 12

  init() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Schemas")
    func read(_ name: String) throws -> JSONValue {
      try JSONValue(parsing: Array(try Data(contentsOf: folder.appendingPathComponent(name))))
    }
    interface = try read("local-api.openapi.json")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    schemas = try Dictionary(
      uniqueKeysWithValues: names.filter { $0.hasSuffix(".schema.json") }.map { ($0, try read($0)) })
  }

  /// A value that fits a schema. `choice` picks among words and alternatives; a whole one has every member.
  func sample(of schema: JSONValue, choice: Int, isWhole: Bool) throws -> JSONValue {
    try Sampler(folder: self, choice: choice, isWhole: isWhole).value(schema, in: "", depth: 0)
  }

  private struct Sampler {
    let folder: SchemaFolder
    let choice: Int
    let isWhole: Bool

    func value(_ schema: JSONValue, in file: String, depth: Int) throws -> JSONValue {
      if let reference = schema["$ref"]?.stringValue {
        let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0].isEmpty ? file : parts[0]
        if name == "signed-document.schema.json" { return Self.signedDocument }
        var target = folder.schemas[name]
        for step in (parts.count > 1 ? parts[1] : "").split(separator: "/") { target = target?[String(step)] }
        guard let target else { throw Failure(description: "there is no \(reference)") }
        return try value(target, in: name, depth: depth)
      }
      if let constant = schema["const"] { return constant }
      if let words = schema["enum"]?.arrayValue, !words.isEmpty { return words[choice % words.count] }
      for key in ["anyOf", "oneOf", "allOf"] where schema["type"] == nil {
        let some = (schema[key]?.arrayValue ?? []).filter { $0["type"] != "null" }
        if !some.isEmpty { return try value(some[choice % some.count], in: file, depth: depth) }
      }
      switch schema["type"]?.stringValue ?? schema["type"]?[0]?.stringValue {
      case "object": return try object(schema, in: file, depth: depth)
      case "array":
        guard depth < SchemaFolder.depth, let items = schema["items"] else { return [] }
        return .array([try value(items, in: file, depth: depth + 1)])
      case "string": return text(schema)
      case "integer": return JSONValue(max(schema["minimum"]?.integerValue ?? 0, choice))
      case "boolean": return .bool(choice % 2 == 0)
      default: throw Failure(description: "no sample of \(schema.text)")
      }
    }

    private func object(_ schema: JSONValue, in file: String, depth: Int) throws -> JSONValue {
      let required = Set((schema["required"]?.arrayValue ?? []).compactMap(\.stringValue))
      var members: [String: JSONValue] = [:]
      for (name, member) in schema["properties"]?.objectValue ?? [:] where isWhole || required.contains(name) {
        members[name] = try value(member, in: file, depth: depth + 1)
      }
      if let more = schema["additionalProperties"], more.objectValue != nil {
        members["drenthe"] = try value(more, in: file, depth: depth + 1)
      }
      return .object(members)
    }

    /// Texts with a pattern are those that the types read: moments, days and months.
    private func text(_ schema: JSONValue) -> JSONValue {
      let candidates = ["2026-01-31T12:00:00Z", "2026-01-31", "2026-01", "a text"]
      guard let pattern = schema["pattern"]?.stringValue else { return .string("a text \(choice)") }
      let fitting = candidates.first { $0.range(of: pattern, options: .regularExpression) != nil }
      return .string(fitting ?? "text \(choice)")
    }

    private static let signedDocument: JSONValue = [
      "payload": "e30",
      "signatures": [["protected": "e30", "signature": .string(Base64URL.encode([UInt8](repeating: 7, count: 64)))]],
    ]
  }
}
