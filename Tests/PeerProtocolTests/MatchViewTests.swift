import PeerProtocol
import Testing

@Suite(.timeLimit(.minutes(30))) struct MatchViewTests {
  @Test func theFirstMessageCarriesTheProofOnly() throws {
    let view = MatchView(proof: [UInt8](repeating: 1, count: 64))
    #expect(view.json.objectValue?.keys.sorted() == ["proof"])
    let read = try MatchView(parsing: view.bytes)
    #expect(read == view)
    #expect(read.isProofOnly)
    var json = view.json
    json["revision"] = nil
    json["seen"] = .null
    json["unknown"] = 1
    #expect(try MatchView(json).isProofOnly)
  }

  @Test(arguments: [
    "revision", "seen", "disclosure", "involvements", "followUp", "consent", "coordination", "handover",
  ])
  func aPartOfAViewIsNoView(_ name: String) throws {
    var json = MatchView(proof: [UInt8](repeating: 1, count: 64)).json
    json[name] = try Samples.view().json[name]
    let faults = try #require(throws: JSONFaults.self) { try MatchView(json) }
    #expect(faults.faults == ["revision", "seen", "involvements"].filter { $0 != name }.map { "\($0): is missing" })
  }

  @Test func mayHaveNothingToTellYet() throws {
    let view = MatchView(proof: [UInt8](repeating: 1, count: 64), revision: 1, seen: 0, involvements: [])
    #expect(try MatchView(parsing: view.bytes) == view)
    #expect(!view.isProofOnly)
  }

  @Test func contactDetailsWithoutADisclosureAreForTheReceiverToJudge() throws {
    var view = try Samples.view()
    #expect(view.holdsContacts && !view.lacksDisclosure)
    view.disclosure = nil
    #expect(try MatchView(parsing: view.bytes) == view)
    #expect(view.lacksDisclosure)
    for (name, phone, email) in [("n", "", ""), ("", "1", ""), ("", "", "e")] {
      view.involvements?[0].contact = Contact(name: name, phone: phone, email: email)
      #expect(view.holdsContacts)
    }
    view.involvements?[0].contact = Contact(name: "", phone: "", email: "")
    #expect(!view.holdsContacts && !view.lacksDisclosure)
  }

  @Test func boundsInvolvements() throws {
    var json = try Samples.view().json
    let one = try Samples.involvement().json
    json["involvements"] = .array([JSONValue](repeating: one, count: 50))
    #expect(try MatchView(json).involvements?.count == 50)
    json["involvements"] = .array([JSONValue](repeating: one, count: 51))
    #expect(throws: JSONFaults(["involvements: must be an array of 0 to 50 items"])) { try MatchView(json) }
  }

  /// A view that fits its own limits must never be too large for the body.
  @Test func theLargestViewFitsTheBody() throws {
    func text(_ count: Int) -> String { String(repeating: "é", count: count / 2) }
    var involvement = try Samples.involvement()
    involvement.organisation = .init(
      id: text(ProtocolLimits.organisationId), name: text(ProtocolLimits.name), sector: text(ProtocolLimits.sector))
    involvement.contact = Contact(
      name: text(ProtocolLimits.name), phone: text(ProtocolLimits.phone), email: text(ProtocolLimits.email))
    var view = try Samples.view()
    view.revision = ProtocolLimits.largestInteger
    view.seen = ProtocolLimits.largestInteger
    view.involvements = [Involvement](repeating: involvement, count: ProtocolLimits.involvements)
    #expect(view.bytes.count <= ProtocolLimits.bodyBytes)
    #expect(try MatchView(parsing: view.bytes) == view)
  }

  @Test func aDeskNeedsNoSectorAndNoContact() throws {
    var json = try Samples.involvement().json
    json["contact"] = nil
    json["organisation"] = ["id": "desk", "name": "Regiekamer"]
    let involvement = try Involvement(json)
    #expect(involvement.contact == Contact(name: "", phone: "", email: ""))
    #expect(involvement.organisation.sector == "")
  }

  @Test func nobodyLeads() throws {
    for holder in [nil, .null] as [JSONValue?] {
      var json: JSONValue = ["state": "none", "at": "2026-03-01T08:00:00Z"]
      json["holder"] = holder
      #expect(try Coordination(json).holder == nil)
    }
  }
}
