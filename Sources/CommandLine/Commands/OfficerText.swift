import LocalAPI
import PeerProtocol

/// The registry of privacy officers as a person reads it.
enum OfficerText {
  /// Both lists, with ids.
  static func registry(_ registry: CredentialsDocument) -> String {
    let (officers, proposals) = (registry.privacyOfficers, registry.proposals)
    if officers.isEmpty && proposals.isEmpty {
      return pick(
        "Er is nog geen functionaris gegevensbescherming. Die maakt een aanvraag: ",
        "There is no privacy officer yet. They make a request: ")
        + "samenloop credential request --name NAME --out FILE"
    }
    let rows =
      officers.map { officer in
        [
          officer.name, officer.state.text, day(officer.validUntil), day(officer.registeredAt),
          approvers(officer.approvals, officer.ground), officer.id,
        ]
      }
      + proposals.map { proposal in
        [
          proposal.name, pick("voorgesteld", "proposed"), day(proposal.validUntil), "-",
          approvers(proposal.approvals, nil), proposal.id,
        ]
      }
    let header = pick(
      ["FUNCTIONARIS", "STAND", "GELDIG TOT", "GEREGISTREERD", "DOOR", "CERTIFICAAT"],
      ["PRIVACY OFFICER", "STATE", "VALID UNTIL", "REGISTERED", "BY", "CERTIFICATE"])
    return ([TextTable.text(header: header, rows)] + proposals.map(waiting)).joined(separator: "\n")
  }

  /// The lines of `status`: the usable privacy officers, and the proposals.
  static func status(_ registry: CredentialsDocument) -> [String] {
    let usable = registry.privacyOfficers.filter { $0.state == .usable }
    var lines: [String] = []
    if !usable.isEmpty {
      lines.append(
        pick("functionarissen gegevensbescherming: ", "privacy officers: ") + usable.map(\.name).joined(separator: ", ")
      )
    } else if registry.privacyOfficers.isEmpty {
      lines.append(
        pick(
          "functionarissen gegevensbescherming: nog geen. Hierna, door de functionaris: ",
          "privacy officers: none yet. Next, by the privacy officer: ")
          + "samenloop credential request --name NAME --out FILE")
    } else {
      lines.append(
        pick(
          "functionarissen gegevensbescherming: er is niemand meer die mag beslissen; alle certificaten zijn "
            + "ingetrokken of verlopen. Hierna, door een nieuwe functionaris: ",
          "privacy officers: none is left who may decide; all are revoked or expired. Next, by a new privacy officer: ")
          + "samenloop credential request --name NAME --out FILE")
    }
    return lines + registry.proposals.map(waiting)
  }

  private static func waiting(_ proposal: CredentialsDocument.Proposal) -> String {
    guard let at = proposal.countsAt else {
      return proposal.name
        + pick(
          " wacht op instemming van een functionaris gegevensbescherming. Hierna: ",
          " waits for the consent of a privacy officer. Next: ") + proposal.next
    }
    return pick(
      "alarm: \(proposal.name) wordt op \(day(at)) functionaris gegevensbescherming zonder instemming van iemand, want er is "
        + "niemand over die haar kan geven; alarmen tot nu toe: \(proposal.alarms). Om het te stoppen: \(proposal.next)",
      "alarm: \(proposal.name) becomes a privacy officer on \(day(at)) without anybody's consent, since none is left who "
        + "could give it; alarms so far: \(proposal.alarms). To stop it: \(proposal.next)")
  }

  /// The people who decided it; of a certificate that lay in the home there are none.
  private static func approvers(
    _ approvals: [ApprovalDocument], _ ground: Word<CredentialsDocument.Officer.Ground>?
  ) -> String {
    let people = approvals.map { "\($0.name) (\($0.role))" }
    let unopposed = ground == .unopposed ? pick(", zonder tegenspraak", ", unopposed") : ""
    return people.isEmpty ? pick("gevonden in de map", "found in the home") : people.joined(separator: ", ") + unopposed
  }

  private static func day(_ moment: Timestamp) -> String { String(moment.rfc3339.prefix(10)) }
}
