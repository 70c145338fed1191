import Cryptography
import PeerProtocol
import Testing

/// Frameworks as documents (Schemas/peer-protocol.md, section 9).
@Suite struct FrameworkTests {
  private static let members: [String: JSONValue] = [
    "name": "National", "purpose": "help", "legalBasis": "Jeugdwet", "criterion": "every region",
    "kinds": ["youth", "guardian"], "contactRelease": "approval", "history": true, "followUpDays": 14,
    "silenceDays": 90, "environment": "training", "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2030-01-01T00:00:00Z", "createdAt": "2026-01-01T00:00:00Z",
    "nonce": "AAAAAAAAAAAAAAAAAAAAAA",
    "classes": [
      "small": ["active": 10, "perDay": 10, "perYear": 30], "large": ["active": 100, "perDay": 100, "perYear": 300],
      "broad": ["active": 50, "perDay": 500, "perYear": 150],
    ],
  ]

  private func framework(_ change: (inout [String: JSONValue]) -> Void = { _ in }) throws -> Framework {
    var members = Self.members
    change(&members)
    return try Framework(.object(members))
  }

  @Test func aFrameworkReadsAsItIsWritten() throws {
    let framework = try framework()
    #expect(try Framework(parsing: framework.bytes) == framework)
    #expect(framework.json.objectValue?.keys.sorted() == Framework.memberNames.sorted())
    #expect(framework.classNames == ["broad", "large", "small"])
  }

  @Test(arguments: Framework.memberNames) func everyMemberIsNeeded(_ name: String) throws {
    let faults = #expect(throws: JSONFaults.self) { try framework { $0[name] = nil } }
    #expect(faults?.faults == ["\(name): is missing"])
  }

  @Test func classesAreOneToTenWithShortNames() throws {
    let limits: JSONValue = ["active": 1, "perDay": 1, "perYear": 2]
    func classes(_ names: [String]) throws -> Framework {
      try framework { $0["classes"] = .object(Dictionary(uniqueKeysWithValues: names.map { ($0, limits) })) }
    }
    #expect(try classes((1...10).map { "class \($0)" }).classes.count == 10)
    #expect(try classes([String(repeating: "a", count: 60)]).classes.count == 1)
    for names in [[], (1...11).map { "class \($0)" }, [""], [String(repeating: "a", count: 61)], ["a\u{7}b"]] {
      let faults = #expect(throws: JSONFaults.self) { try classes(names) }
      #expect(faults?.faults.count == 1 && faults?.faults.first?.hasPrefix("classes: ") == true)
    }
    let faults = #expect(throws: JSONFaults.self) {
      try framework { $0["classes"] = ["small": ["active": 10, "perDay": 10, "perYear": 19]] }
    }
    #expect(faults?.faults == ["classes.small.perYear: must be at least twice active"])
  }

  @Test func aClassIsUpToAnotherInEveryLimit() throws {
    let framework = try framework()
    #expect(framework.isClass("small", upTo: "large") && framework.isClass("large", upTo: "large"))
    #expect(!framework.isClass("large", upTo: "small"))
    #expect(!framework.isClass("broad", upTo: "large") && !framework.isClass("large", upTo: "broad"))
    #expect(!framework.isClass("huge", upTo: "large") && !framework.isClass("small", upTo: "huge"))
  }

  @Test func theSignedHeaderNamesTheClass() throws {
    let framework = try framework()
    let keys = try [1, 2].map { try Ed25519PrivateKey(seed: [UInt8](repeating: $0, count: 32)) }
    var document = SignedDocument(payload: framework.bytes, signatures: [])
    try document.addSignature(type: .framework, key: keys[0], extraHeader: ["class": "small"])
    try document.addSignature(type: .framework, key: keys[1], extraHeader: ["class": "huge"])
    try document.verify(type: .framework, signers: keys.map(\.publicKey))
    #expect(framework.signedClass(of: keys[0].publicKey.thumbprint, in: document) == "small")
    #expect(framework.signedClass(of: keys[1].publicKey.thumbprint, in: document) == nil)
    #expect(document.documentId == SignedDocument(payload: framework.bytes, signatures: []).documentId)
  }
}
