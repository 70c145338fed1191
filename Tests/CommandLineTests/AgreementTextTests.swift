import LocalAPI
import PeerProtocol
import Testing

@testable import CommandLine

/// What a person reads before approving.
@Suite(.timeLimit(.minutes(30))) struct AgreementTextTests {
  private static let agreement: JSONValue = [
    "agreementId": "A-1", "peer": "drenthe", "status": "received", "inForce": false, "kinds": ["youth"],
    "validFrom": "2026-12-01T00:00:00Z", "validUntil": "2027-12-01T00:00:00Z", "contactRelease": "approval",
    "approvals": [["role": "operator", "name": "J. Bos", "at": "2026-11-30T09:00:00Z", "credential": "00"]],
    "nextStep": "approve it",
    "terms": [
      "purpose": "early coordination", "legalBasis": "Jeugdwet 7.1.4.1", "kinds": ["youth"],
      "limits": [
        "nhn": ["active": 10, "perDay": 5, "perYear": 30], "drenthe": ["active": 20, "perDay": 6, "perYear": 60],
      ],
      "contactRelease": "approval", "history": true, "followUpDays": 14, "silenceDays": 90,
      "validFrom": "2026-12-01T00:00:00Z", "validUntil": "2027-12-01T00:00:00Z",
    ],
  ]

  @Test func everyTermIsShown() throws {
    let text = AgreementText.page(try DocumentSamples.document(Self.agreement))
    for part in [
      "early coordination", "Jeugdwet 7.1.4.1", "nhn: 10 entries at once, 5 additions a day, 30 a year",
      "drenthe: 20 entries at once, 6 additions a day, 60 a year", "once a coordinator releases them",
      "involvements that ended are shown", "within 14 days", "after 90 days",
      "2026-12-01T00:00:00Z to 2027-12-01T00:00:00Z", "by J. Bos (operator)", "approve it",
    ] {
      #expect(text.contains(part), "\(part) is missing in \(text)")
    }
  }

  @Test(arguments: ["no", "", nil, "y"]) func anythingButYesApprovesNothing(answer: String?) {
    var shown = ""
    let question = TerminalQuestion(isAsked: true, answer: { answer }, show: { shown += $0 })
    #expect(throws: CommandFailure.self) { try question.confirm("the terms") }
    #expect(shown.hasPrefix("the terms"))
  }

  @Test func yesGoesOnAndScriptsAreNotAsked() throws {
    try TerminalQuestion(isAsked: true, answer: { "Yes" }, show: { _ in }).confirm("the terms")
    let other = TerminalQuestion(isAsked: true, answer: { nil }, show: { _ in })
    #expect { try other.confirm("what ends", to: "end it", else: "it stands") } throws: { error in
      (error as? CommandFailure)?.detail == "it stands"
    }
    var shown = ""
    try TerminalQuestion(isAsked: false, answer: { nil }, show: { shown += $0 }).confirm("the terms")
    #expect(shown.isEmpty)
  }
}
