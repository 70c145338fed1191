public import PeerProtocol

// Lists of matches are long, and an encoder takes three times as long as this. A test holds the two against each other.

extension MatchDocument {
  /// The document as a JSON value, with the same members as its encoding.
  public var json: JSONValue {
    JSONValue(present: [
      "matchId": .string(matchId), "kind": .string(kind.text), "scope": .string(scope.text), "peer": .string(peer),
      "status": .string(status.text), "new": .bool(new), "signals": .array(signals.map { .string($0) }),
      "involvements": .array(involvements.map(\.json)), "own": own.json, "theirs": theirs.json,
      "detectedAt": JSONValue(detectedAt), "endedAt": endedAt.map { JSONValue($0) },
      "contactsReceivedAt": contactsReceivedAt.map { JSONValue($0) }, "release": release.map { .string($0.text) },
      "awaitingRelease": awaitingRelease.map { .array($0.map { .string($0) }) },
      "related": related.map { .array($0.map(\.json)) }, "archived": archived.map { .array($0.map(\.json)) },
    ])
  }
}

extension InvolvementDocument {
  /// The document as a JSON value, with the same members as its encoding.
  public var json: JSONValue {
    JSONValue(present: [
      "organisation": JSONValue(present: [
        "id": .string(organisation.id), "name": .string(organisation.name),
        "sector": organisation.sector.map { .string($0) },
      ]),
      "contact": JSONValue(present: [
        "name": contact.name.map { .string($0) }, "phone": contact.phone.map { .string($0) },
        "email": contact.email.map { .string($0) },
      ]),
      "since": .string(since.iso), "involvement": .string(involvement.text), "temporary": .bool(temporary),
      "until": until.map { .string($0.iso) }, "left": left.map { .string($0.iso) },
      "youthMatch": youthMatch.map { .string($0) },
    ])
  }
}

extension MatchSideDocument {
  /// The document as a JSON value, with the same members as its encoding.
  public var json: JSONValue {
    JSONValue(present: [
      "followUp": followUp.map { followUp in
        JSONValue(present: [
          "state": .string(followUp.state.text), "at": JSONValue(followUp.at),
          "reason": followUp.reason.map { .string($0.text) },
          "outcome": followUp.outcome.map { .array($0.map { .string($0.text) }) },
        ])
      },
      "consent": consent.map { .string($0.text) },
      "coordination": coordination.map { coordination in
        JSONValue(present: [
          "state": .string(coordination.state.text), "at": JSONValue(coordination.at),
          "holder": coordination.holder.map { .string($0) },
        ])
      },
      "handover": handover.map { ["state": .string($0.state.text), "at": JSONValue($0.at)] },
    ])
  }
}
