import LocalAPI
import Pages
import PeerProtocol

/// Terms that go with an invitation, on their way to an agreement.
enum InvitedTerms {
  /// What a person reads of them; none where the peer came without.
  static func text(_ peer: PeerDocument) -> String? {
    peer.terms.map { terms in
      let rows = AgreementText.rows(terms) + [[pick("geldig", "valid"), AgreementText.term(of: terms)]]
      return pick("Voorwaarden die bij de uitnodiging horen:\n", "Terms that go with the invitation:\n")
        + TextTable.lines(rows.map { ["  " + $0[0], $0[1]] }).joined(separator: "\n")
    }
  }

  /// The terms of the invitation by which the region was met.
  static func terms(with region: String, _ client: LocalClient) throws(CommandFailure) -> JSONValue {
    let peer: NodeAnswer<PeerDocument> = try client.call(.fingerprint, region)
    return try terms(of: peer.document)
  }

  /// The same of a peer that was asked for.
  static func terms(of peer: PeerDocument) throws(CommandFailure) -> JSONValue {
    guard let terms = peer.terms, let value = try? terms.jsonValue() else {
      throw CommandFailure(
        .badData,
        pick(
          "\(peer.region) kwam met een uitnodiging zonder voorwaarden, of er is al een afspraak. Voorwaarden om mee te beginnen: ",
          "\(peer.region) came with an invitation without terms, or there is an agreement already. Terms to begin with: "
        )
          + "samenloop agreement template \(peer.region)")
    }
    return value
  }

  /// Proposes terms to a region; counts as the operator's approval.
  static func propose(
    _ terms: JSONValue, to region: String, _ client: LocalClient
  ) throws(CommandFailure) -> NodeAnswer<AgreementDocument> {
    // The terms go to the node as they are written: it names every fault in them.
    let body: JSONValue = ["region": .string(region), "terms": terms]
    return try client.call(.proposeAgreement, body: body)
  }

  /// What is next once the operator proposed.
  static func next(after agreement: AgreementDocument) -> String {
    pick("Hierna, door de functionaris gegevensbescherming: ", "Next, by the privacy officer: ")
      + "samenloop agreement approve \(agreement.peer) --as privacy-officer"
  }
}
