import PeerProtocol

/// Which members a document may have, as its schema names them.
indirect enum BodyShape: Equatable, Sendable {
  /// Anything: no object, or one whose members are not named.
  case open
  /// An object with these members and no others.
  case members([String: BodyShape])
  /// An object with members of any name.
  case map(BodyShape)
  case list(BodyShape)

  /// Documents inside documents, after which anything goes.
  private static let depth = 12

  /// The shape that a schema describes; `schemas` are those that it may refer to.
  init(_ schema: JSONValue, _ schemas: JSONValue?, depth: Int = 0) {
    self = .open
    guard depth < Self.depth else { return }
    func shape(_ schema: JSONValue) -> BodyShape { BodyShape(schema, schemas, depth: depth + 1) }
    if let name = schema["$ref"]?.stringValue?.split(separator: "/").last, let target = schemas?[String(name)] {
      self = shape(target)
    } else if let items = schema["items"] {
      self = .list(shape(items))
    } else if let more = schema["additionalProperties"], more.objectValue != nil {
      self = .map(shape(more))
    } else if schema["x-open"] != nil {
      return
    } else if let properties = schema["properties"]?.objectValue {
      self = .members(properties.mapValues(shape))
    } else if schema["type"]?.stringValue == "object" {
      self = .members([:])
    } else {
      for key in ["anyOf", "oneOf", "allOf"] {
        let known = (schema[key]?.arrayValue ?? []).map(shape).filter { $0 != .open }
        if let first = known.first { self = first }
      }
    }
  }

  /// The faults of a value that stands at `path`: members that the shape does not have.
  func faults(in value: JSONValue, path: String) -> [String] {
    switch (self, value) {
    case (.members(let known), .object(let members)):
      UnknownMembers.faults(members.keys.filter { known[$0] == nil }, known: Array(known.keys), path: path)
        + members.sorted { $0.key < $1.key }.flatMap { name, member in
          known[name]?.faults(in: member, path: UnknownMembers.path(path, name)) ?? []
        }
    case (.map(let shape), .object(let members)):
      members.sorted { $0.key < $1.key }.flatMap { name, member in
        shape.faults(in: member, path: UnknownMembers.path(path, UnknownMembers.shown(name) ?? "*"))
      }
    case (.list(let shape), .array(let items)):
      items.prefix(Self.itemsLookedAt).enumerated().flatMap { index, item in
        shape.faults(in: item, path: "\(path)[\(index)]")
      }
    default: []
    }
  }

  /// Items of a list whose members are looked at.
  private static let itemsLookedAt = 1_000
}
