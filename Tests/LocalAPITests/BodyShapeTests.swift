import PeerProtocol
import Testing

@testable import LocalAPI

/// What the served file says of bodies is what their readers go by.
@Suite struct BodyShapeTests {
  @Test func everyOperationHasAShape() {
    #expect(Set(InterfaceDocument.bodies.keys) == Set(LocalOperation.allCases.map(\.rawValue)))
  }

  @Test(arguments: [
    (LocalOperation.followUp, #"{"state":"contacted","outcom":[]}"#, ["outcom"]),
    (.followUp, #"{"state":"contacted","outcome":["earlier"],"reason":null}"#, []),
    (.createInvitation, #"{"colour":1}"#, ["colour"]),
    (.approveCredential, #"{"a":{"b":1},"c":2}"#, ["a", "c"]),
    (.reconcile, #"{"agreement":"x","from":"","until":"","reason":"audit","reson":1}"#, ["reson"]),
    (.confirmImport, #"{"importedOtherwise":true,"900000016":1}"#, ["body"]),
    (.importSignals, #"{"anything":1}"#, []), (.status, "{}", []),
  ])
  func membersThatNobodyReadsAreNamed(operation: LocalOperation, text: String, places: [String]) throws {
    let faults = operation.faultsOfNames(in: try JSONValue(parsing: Array(text.utf8)))
    #expect(faults.map { String($0.prefix { $0 != ":" }) } == places)
    #expect(!faults.contains { $0.contains("900000016") })
  }

  @Test func pathLeadsIntoListsAndObjects() throws {
    let schema: JSONValue = [
      "properties": [
        "items": ["type": "array", "items": ["anyOf": [["type": "null"], ["$ref": "#/components/schemas/Item"]]]],
        "limits": ["additionalProperties": ["properties": ["perDay": ["type": "integer"]]]],
      ]
    ]
    let shape = BodyShape(schema, ["Item": ["properties": ["name": ["type": "string"]]]])
    let body: JSONValue = [
      "items": [["name": "a"], ["nam": 1]], "limits": ["nhn": ["perWeek": 1], "x-1": ["perWeek": 1]],
    ]
    #expect(
      shape.faults(in: body, path: "").map { String($0.prefix { $0 != ":" }) }
        == ["items[1].nam", "limits.nhn.perWeek", "limits.*.perWeek"])
  }
}
