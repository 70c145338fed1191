import LocalAPI
import PeerProtocol

/// The terms of an agreement under a framework, as two regions' signatures on it have them.
enum FrameworkProposal {
  /// Makes the terms of what the node holds: the framework's members, and the limits of the two classes.
  static func terms(
    under id: String, with region: String, _ client: LocalClient
  ) throws(CommandFailure) -> JSONValue {
    let framework: NodeAnswer<FrameworkDocument> = try client.call(.framework, id)
    let status: NodeAnswer<StatusDocument> = try client.call(.status)
    let document = framework.document
    guard let terms = document.terms, document.signed, let own = document.className else {
      throw CommandFailure(
        .badData,
        pick(
          "deze regio heeft het kader niet ondertekend; hierna: \(document.nextStep)",
          "this region did not sign the framework; next: \(document.nextStep)"))
    }
    guard let theirs = document.signers.first(where: { $0.region == region })?.className else {
      throw CommandFailure(
        .badData,
        pick(
          "de handtekening van \(region) op het kader is hier nog niet; zie: samenloop framework list",
          "the signature of \(region) on the framework is not here yet; see: samenloop framework list"))
    }
    func limits(_ name: String) -> JSONValue {
      let limits = terms.classes[name]
      return [
        "active": JSONValue(limits?.active ?? 0), "perDay": JSONValue(limits?.perDay ?? 0),
        "perYear": JSONValue(limits?.perYear ?? 0),
      ]
    }
    return [
      "framework": .string(document.frameworkId), "purpose": .string(terms.purpose),
      "legalBasis": .string(terms.legalBasis), "kinds": .array(terms.kinds.map { .string($0) }),
      "contactRelease": .string(terms.contactRelease.text), "history": .bool(terms.history),
      "followUpDays": JSONValue(terms.followUpDays), "silenceDays": JSONValue(terms.silenceDays),
      "validFrom": JSONValue(terms.validFrom), "validUntil": JSONValue(terms.validUntil),
      "limits": .object([status.document.region: limits(own), region: limits(theirs)]),
    ]
  }
}
