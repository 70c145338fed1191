import PeerProtocol
import Testing

/// Where a fault says that a text stops being JSON.
@Suite struct JSONFaultPlaceTests {
  @Test(arguments: [
    (#"{"a":"\x"}"#, "not JSON at byte 7: no such escape"),
    ("\"a\nb\"", "not JSON at byte 2: a text holds a control character"),
    ("\"a", "not JSON at byte 2: it ends inside a text"),
  ])
  func faultNamesThePlaceOfTheByte(text: String, fault: String) {
    let faults = #expect(throws: JSONFaults.self) { try JSONValue(parsing: Array(text.utf8)) }
    #expect(faults?.faults == [fault])
  }
}
