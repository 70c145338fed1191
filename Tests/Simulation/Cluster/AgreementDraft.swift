import PeerProtocol

/// What two regions agree on, as one of them proposes it.
struct AgreementDraft {
  var kinds: [JSONValue] = ["youth", "guardian"]
  var perDay = 10_000
  var active = 5_000
  var perYear = 100_000
  var history = false
  var contactRelease = "automatic"
  var silenceDays = 90

  /// The terms between two regions, with the same limits for both, from a day before a moment.
  func terms(_ first: SimulatedNode, _ second: SimulatedNode, at now: Timestamp, replaces: String?) -> JSONValue {
    let limits: JSONValue = ["active": JSONValue(active), "perDay": JSONValue(perDay), "perYear": JSONValue(perYear)]
    return JSONValue(present: [
      "purpose": "early help", "legalBasis": "Jeugdwet", "kinds": .array(kinds),
      "limits": .object([first.name.text: limits, second.name.text: limits]),
      "contactRelease": .string(contactRelease), "history": .bool(history), "followUpDays": 7,
      "silenceDays": JSONValue(silenceDays), "validFrom": JSONValue(now.adding(days: -1)),
      "validUntil": JSONValue(now.adding(days: 1_000)), "replaces": replaces.map(JSONValue.string),
    ])
  }
}
