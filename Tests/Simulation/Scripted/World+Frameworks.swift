import Engine
package import PeerProtocol
import Region

extension World {
  /// The file of which an operator draws a framework up: a small, a middle and a large class, for a thousand days.
  package var frameworkTerms: JSONValue {
    let now = Timestamp(seconds: Int64(time.milliseconds / 1_000))
    func limits(_ active: Int) -> JSONValue {
      ["active": JSONValue(active), "perDay": JSONValue(active), "perYear": JSONValue(3 * active)]
    }
    return [
      "name": "National framework", "purpose": "early help", "legalBasis": "Jeugdwet", "criterion": "every region",
      "kinds": ["youth", "guardian"], "contactRelease": "automatic", "history": false, "followUpDays": 7,
      "silenceDays": 90, "classes": ["small": limits(100), "middle": limits(1_000), "large": limits(10_000)],
      "validFrom": JSONValue(now.adding(days: -1)), "validUntil": JSONValue(now.adding(days: 1_000)),
    ]
  }

  /// A region's operator draws a framework up.
  package func createFramework(at number: Int) throws -> FrameworkId {
    let node = nodes[number]
    return try node.engine.frameworks.create(terms: frameworkTerms, approver: node.operatorRole).record.id
  }

  /// A region's two people sign a framework under a class.
  package func sign(_ id: FrameworkId, at number: Int, as className: String = "middle") throws {
    let node = nodes[number]
    for person in [node.operatorRole, node.officer] {
      try untilItRan(number) {
        _ = try $0.frameworks.approve(id: id.base64URL, className: className, approver: person)
      }
    }
  }

  /// A region's two people let the node sign agreements under the framework by itself.
  package func letStand(
    _ id: FrameworkId, at number: Int, upTo className: String = "middle", introduced: Bool = false
  ) throws {
    let node = nodes[number]
    let terms = StandingApproval.Terms(classesUpTo: className, includesIntroduced: introduced)
    for person in [node.operatorRole, node.officer] {
      try untilItRan(number) { _ = try $0.standing.approve(id: id.base64URL, terms, approver: person) }
    }
  }

  /// A region's operator withdraws that.
  package func withdrawStanding(_ id: FrameworkId, at number: Int) throws {
    try untilItRan(number) {
      _ = try? $0.standing.withdraw(id: id.base64URL, approver: nodes[number].operatorRole)
    }
  }

  /// Messages pass again between all regions.
  package func reunite() { network.endOutages() }

  /// Rounds of everything that is due, a second apart. No person does anything.
  package func passRounds(_ count: Int = 8) throws {
    for _ in 0..<count {
      try pass()
      time.advance(1_000)
    }
  }

  /// The agreements between two regions that are concluded at both, under this framework.
  package func concluded(_ first: Int, _ second: Int, under id: FrameworkId) -> [AgreementId] {
    func held(_ number: Int, _ peer: Int) -> Set<AgreementId> {
      nodes[number].look { state in
        Set(
          state.agreements.with(nodes[peer].name).filter {
            $0.status == .concluded && $0.terms.framework == id
          }.map(\.id))
      }
    }
    return held(first, second).intersection(held(second, first)).sorted()
  }
}
