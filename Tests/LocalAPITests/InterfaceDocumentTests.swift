import Foundation
import LocalAPI
import PeerProtocol
import Testing

/// Schemas/local-api.openapi.json and the routes say the same: no more and no less.
@Suite(.timeLimit(.minutes(20))) struct InterfaceDocumentTests {
  private static let schemas = Result { try SchemaFolder() }

  private func paths() throws -> [String: JSONValue] {
    try #require(try Self.schemas.get().interface["paths"]?.objectValue)
  }

  @Test func routesAndRolesMatchTheInterfaceDocument() throws {
    var described: [String: Set<String>] = [:]
    for (path, item) in try paths() {
      for (method, operation) in item.objectValue ?? [:] {
        let roles = (operation["x-roles"]?.arrayValue ?? []).compactMap(\.stringValue)
        described["\(method.uppercased()) \(path)"] = Set(roles)
      }
    }
    let routes = LocalRoute.table.map { ("\($0.method) \($0.template)", Set($0.roles.map(\.rawValue))) }
    #expect(described == Dictionary(uniqueKeysWithValues: routes))
  }

  @Test func operationIdsMatchTheInterfaceDocument() throws {
    let paths = try paths()
    for route in LocalRoute.table {
      let operation = try #require(paths[route.template]?[route.method.lowercased()])
      #expect(operation["operationId"]?.stringValue == route.operation.rawValue)
    }
  }

  @Test func queriesAndBodiesMatchTheInterfaceDocument() throws {
    let paths = try paths()
    for route in LocalRoute.table {
      let operation = try #require(paths[route.template]?[route.method.lowercased()])
      let query = (operation["parameters"]?.arrayValue ?? []).filter { $0["in"]?.stringValue == "query" }
      #expect(Set(query.compactMap { $0["name"]?.stringValue }) == Set(route.query), "\(route.operation)")
      if let body = operation["requestBody"] {
        let type = try #require(route.body.mediaType, "\(route.operation)")
        #expect(body["content"]?[type] != nil, "\(route.operation)")
      }
      if case .stream = route.body { #expect(operation["requestBody"] != nil, "\(route.operation)") }
    }
  }

  /// What the listener, the routing and the reading of bodies may answer stands at every operation that it can happen to.
  @Test func statusesOfEveryRouteAreDescribed() throws {
    let paths = try paths()
    for route in LocalRoute.table {
      let operation = try #require(paths[route.template]?[route.method.lowercased()])
      let described = Set((operation["responses"]?.objectValue ?? [:]).keys)
      var expected: Set<String> = ["200", "400", "403", "405", "429", "500", "503"]
      if route.path.contains(where: { $0.hasPrefix("{") }) { expected.insert("404") }
      if route.body.mediaType != nil { expected.formUnion(["408", "413", "415"]) }
      #expect(expected.subtracting(described) == [], "\(route.operation)")
    }
  }

  /// Every error is a problem of RFC 9457, and every answer says its version.
  @Test func everyErrorIsAProblem() throws {
    let interface = try Self.schemas.get().interface
    for route in LocalRoute.table {
      let responses = try paths()[route.template]?[route.method.lowercased()]?["responses"]?.objectValue ?? [:]
      for (status, response) in responses {
        let name = response["$ref"]?.stringValue?.split(separator: "/").last.map(String.init)
        let answer = try #require(name.map { interface["components"]?["responses"]?[$0] } ?? response)
        #expect(answer["headers"]?["API-Version"] != nil, "\(route.operation) \(status)")
        if status >= "400" {
          #expect(answer["content"]?["application/problem+json"] != nil, "\(route.operation) \(status)")
        }
      }
    }
  }

  /// Every member that a schema names survives the type, what it does not require may be missing, and its words are known.
  @Test func documentTypesMatchTheirSchemas() throws {
    let schemas = try Self.schemas.get()
    let paths = try paths()
    var members = DocumentMembers()
    for route in LocalRoute.table {
      let operation = try #require(paths[route.template]?[route.method.lowercased()])
      let content = operation["responses"]?["200"]?["content"]
      if let type = route.answer {
        let answer = try #require(content?["application/json"]?["schema"])
        try check(type, answer, schemas, &members, "\(route.operation) answer")
      } else {
        #expect(content?[LocalRoute.archiveType] != nil, "\(route.operation)")
      }
      guard case .json(let type, _) = route.body else { continue }
      let body = operation["requestBody"]?["content"]?["application/json"]?["schema"]
      if let body { try check(type, body, schemas, &members, "\(route.operation) request") }
    }
    #expect(members.neverSet == [], "members that no schema names")
  }

  @Test func problemHasTheMembersOfItsSchema() throws {
    let sample = try Self.schemas.get().sample(of: ["$ref": "problem.schema.json"], choice: 0, isWhole: true)
    let written = try JSONValue(parsing: ProblemDocument(decoding: sample.bytes).encoded()).objectValue ?? [:]
    #expect(written.count == 13)
    for (name, value) in written { #expect(sample[name] == value, "\(name)") }
  }

  private func check(
    _ type: any LocalDocument.Type, _ schema: JSONValue, _ schemas: SchemaFolder, _ members: inout DocumentMembers,
    _ what: String
  ) throws {
    for choice in 0..<12 {
      for isWhole in choice == 0 ? [true, false] : [true] {
        let sample = try schemas.sample(of: schema, choice: choice, isWhole: isWhole)
        do {
          let document = try type.init(decoding: sample.bytes)
          #expect(try JSONValue(parsing: document.encoded()) == sample, "\(what)")
          if isWhole { members.note(document) }
        } catch {
          Issue.record("\(what): \(error) in \(sample.text)")
        }
      }
    }
    #expect(members.unknownWords == [], "\(what)")
  }
}

/// The members of document types that samples set, found by reflection.
struct DocumentMembers {
  private var set: Set<String> = []
  private var unset: Set<String> = []
  private(set) var unknownWords: Set<String> = []

  var neverSet: Set<String> { unset.subtracting(set) }

  mutating func note(_ value: Any) {
    if let word = value as? any KnownWord {
      // Where a schema takes any text, the sample is one.
      if !word.isKnown, !word.text.hasPrefix("a text") { unknownWords.insert(word.text) }
      return
    }
    let mirror = Mirror(reflecting: value)
    for child in mirror.children {
      let optional = Mirror(reflecting: child.value)
      if let label = child.label, mirror.displayStyle == .struct {
        let isUnset = optional.displayStyle == .optional && optional.children.isEmpty
        if isUnset {
          unset.insert("\(mirror.subjectType).\(label)")
        } else {
          set.insert("\(mirror.subjectType).\(label)")
        }
      }
      note(child.value)
    }
  }
}

protocol KnownWord {
  var isKnown: Bool { get }
  var text: String { get }
}

extension Word: KnownWord {
  var isKnown: Bool { known != nil }
}
