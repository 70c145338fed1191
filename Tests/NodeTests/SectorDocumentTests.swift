import Foundation
import PeerProtocol
import Region
import Testing

@testable import Node

/// The list that people read is the list that the program has.
@Suite(.timeLimit(.minutes(30))) struct SectorDocumentTests {
  @Test func documentHoldsTheListOfTheProgram() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let bytes = try Data(contentsOf: root.appendingPathComponent("Schemas/sectors.json"))
    let document = try JSONText.value(of: Array(bytes))
    var listed: [Sector] = []
    for entry in document["sectors"]?.arrayValue ?? [] {
      let aliases = (entry["also"]?.arrayValue ?? []).compactMap(\.stringValue)
      let isShelter = entry["shelter"] == JSONValue.bool(true)
      listed.append(Sector(entry["name"]?.stringValue ?? "", isShelter: isShelter, aliases: aliases))
    }
    #expect(listed == Sector.common)
  }
}
