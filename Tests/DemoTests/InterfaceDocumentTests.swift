import Foundation
import PeerProtocol
import Testing

@testable import Node

/// Schemas/local-api.openapi.json says what the program does, no more and no less.
@Suite struct InterfaceDocumentTests {
  private func paths() throws -> [String: JSONValue] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = folder.appendingPathComponent("Schemas/local-api.openapi.json")
    return try #require(try JSONText.value(of: Array(try Data(contentsOf: file)))["paths"]?.objectValue)
  }

  @Test func everyRouteIsDescribedWithItsRolesAndNothingElseIs() throws {
    var described: [String: Set<String>] = [:]
    for (path, item) in try paths() {
      for (method, operation) in item.objectValue ?? [:] {
        let roles = (operation["x-roles"]?.arrayValue ?? []).compactMap(\.stringValue)
        described["\(method.uppercased()) \(path)"] = Set(roles)
      }
    }
    let routes = LocalRoute.table.map {
      ($0.method + " /" + $0.path.joined(separator: "/"), Set($0.roles.map(\.rawValue)))
    }
    #expect(described == Dictionary(uniqueKeysWithValues: routes))
  }

  @Test func everyQueryAndBodyIsDescribed() throws {
    let paths = try paths()
    for route in LocalRoute.table {
      let operation = try #require(paths["/" + route.path.joined(separator: "/")]?[route.method.lowercased()])
      let query = (operation["parameters"]?.arrayValue ?? []).filter { $0["in"]?.stringValue == "query" }
      #expect(Set(query.compactMap { $0["name"]?.stringValue }) == Set(route.query), "\(route.operation)")
      if operation["requestBody"] != nil { #expect(route.body != .none, "\(route.operation)") }
      if case .stream = route.body {
        #expect(operation["requestBody"]?["content"]?["text/csv"] != nil)
      }
    }
  }
}
