import PeerProtocol
import Region

extension Problem {
  /// Why a decision on a privacy officer's certificate is refused, and what to do.
  init(_ refusal: CredentialRefusal) { self.init(refusal.code, Self.detail(refusal)) }

  private static func detail(_ refusal: CredentialRefusal) -> String {
    switch refusal {
    case .invalidId:
      pick(
        "id: is geen nummer van een certificaat (64 hexadecimale cijfers). Alle certificaten: samenloop "
          + "credential list",
        "id: is no certificate's id (64 hexadecimal digits). List them: samenloop credential list")
    case .notWaiting:
      pick(
        "Er wacht geen certificaat met dit nummer. Alle certificaten: samenloop credential list",
        "No certificate with this id waits. List them: samenloop credential list")
    case .revoked:
      pick(
        "Dit certificaat is ingetrokken. Maak een nieuwe sleutel en aanvraag: samenloop credential "
          + "request", "This certificate was revoked. Make a new key and request: samenloop credential request")
    case .registered:
      pick(
        "Het is geregistreerd; alleen intrekken beëindigt het: samenloop credential revoke",
        "It is registered; only a revocation ends it: samenloop credential revoke")
    case .notRegisteredOfficer:
      pick(
        "Alleen een geregistreerde functionaris gegevensbescherming beslist daarover. Alle certificaten: "
          + "samenloop credential list",
        "Only a registered privacy officer decides on that. List them: samenloop credential list")
    case .operatorAsOfficer:
      pick(
        "Beheerder en functionaris gegevensbescherming zijn twee mensen: deze aanvraag heeft de sleutel "
          + "of de naam van de beheerder zelf. De functionaris maakt er een: samenloop credential request",
        "Operator and privacy officer are two people: this request is by the operator's own key or name. The privacy "
          + "officer makes one: samenloop credential request")
    case .ownProposal(let name):
      pick("\(name) stelde het voor: een ander moet instemmen.", "\(name) proposed it: another person has to consent.")
    case .tooManyProposals(let count):
      pick(
        "Er wachten al \(count) certificaten op een functionaris gegevensbescherming: samenloop "
          + "credential list", "\(count) certificates wait for a privacy officer already: samenloop credential list")
    }
  }
}
