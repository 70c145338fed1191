import Foundation
import LocalAPI
import PeerProtocol
import Testing

/// Documents that real nodes gave and took: the gate collects them in the file that SAMENLOOP_DOCUMENTS names.
@Suite(.timeLimit(.minutes(30))) struct RealDocumentTests {
  private static let file = ProcessInfo.processInfo.environment["SAMENLOOP_DOCUMENTS"]

  @Test(.enabled(if: file != nil)) func realDocumentsSurviveTheirTypes() throws {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.file ?? "")))
    var answered: Set<LocalOperation> = []
    for line in bytes.split(separator: 0x0A) {
      let row = try JSONValue(parsing: Array(line))
      let operation = try #require(row["operation"]?.stringValue.flatMap(LocalOperation.init(rawValue:)))
      let document = try #require(row["document"])
      let type: any LocalDocument.Type
      if row["kind"] == "answer" {
        type = try #require(operation.route.answer, "\(operation) answers with an archive")
        answered.insert(operation)
      } else {
        guard case .json(let body, _) = operation.route.body else { continue }
        type = body
      }
      let read = try type.init(decoding: document.bytes)
      #expect(try JSONValue(parsing: read.encoded()) == document, "\(operation): \(document.text.prefix(2_000))")
    }
    #expect(answered == Set(LocalOperation.allCases.filter { $0.route.answer != nil }))
  }
}
