import LocalAPI
import PeerProtocol
import Testing

@testable import CommandLine

/// What people read of frameworks.
@Suite(.timeLimit(.minutes(30))) struct FrameworkTextTests {
  private static let id = "n3LwFYRRkT64L-u-4ZKk_uzztVDoT15GYHGeTks6VFg"

  private func framework(_ members: JSONValue = [:]) throws -> FrameworkDocument {
    let base: JSONValue = [
      "frameworkId": .string(Self.id), "name": "Landelijk kader", "signed": true, "class": "small", "inForce": true,
      "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2030-01-01T00:00:00Z", "approvals": [],
      "signers": [["region": "gooi", "class": "large"]], "nextStep": "samenloop status",
      "terms": [
        "name": "Landelijk kader", "purpose": "help", "legalBasis": "Jeugdwet", "criterion": "every region",
        "kinds": ["youth"], "contactRelease": "approval", "history": false, "followUpDays": 14, "silenceDays": 90,
        "classes": ["small": ["active": 10, "perDay": 5, "perYear": 30]], "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2030-01-01T00:00:00Z",
      ],
    ]
    let merged = (base.objectValue ?? [:]).merging(members.objectValue ?? [:]) { $1 }
    return try FrameworkDocument(decoding: JSONValue.object(merged).bytes)
  }

  private func inDutch<Value>(_ body: () throws -> Value) rethrows -> Value {
    try TextLanguage.$current.withValue(.nl, operation: body)
  }

  @Test func thePageShowsTermsClassesAndSigners() throws {
    let page = FrameworkText.page(try framework())
    for part in ["help", "every region", "small: 10 entries at once", "gooi: large", "signed as small"] {
      #expect(page.contains(part), "\(page)")
    }
    let dutch = try inDutch { FrameworkText.page(try framework()) }
    #expect(dutch.contains("small: 10 tegelijk") && dutch.contains("ondertekend als small"), "\(dutch)")
  }

  @Test func theStandingApprovalSaysHowFarItIs() throws {
    func standing(_ inForce: Bool, _ rests: Bool) throws -> [String] {
      FrameworkText.standing(
        try framework([
          "standing": [
            "classesUpTo": "small", "introduced": false, "inForce": .bool(inForce), "rests": .bool(rests),
            "approvals": [],
          ]
        ]))
    }
    #expect(try standing(true, false) == ["the node signs by itself: classes up to small, compared peers only"])
    #expect(try standing(false, true).first?.hasPrefix("rests since a restore") == true)
    #expect(try standing(false, false).first?.hasPrefix("waits for the second person") == true)
    #expect(FrameworkText.standing(try framework()).isEmpty)
  }

  @Test func statusNamesPeersWithoutAnAgreementAndWhy() throws {
    let pair: JSONValue = [
      "peer": "gooi", "frameworkId": .string(Self.id), "name": "Landelijk kader", "reason": "class-above",
      "detail": "the peer's class large is above the one up to which this node signs by itself",
      "next": "samenloop agreement propose gooi --framework=x",
    ]
    let status = try DocumentSamples.status(["frameworkPairs": [pair]])
    #expect(
      StatusText.text(status).contains(
        "no agreement with gooi under Landelijk kader: the peer's class large is above the one up to which this node "
          + "signs by itself. Next: samenloop agreement propose gooi --framework=x"))
    let dutch = inDutch { StatusText.text(status) }
    #expect(dutch.contains("geen afspraak met gooi onder Landelijk kader: de klasse van de andere regio"), "\(dutch)")
  }
}
