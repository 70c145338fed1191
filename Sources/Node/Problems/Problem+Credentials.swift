import PeerProtocol
import Region

extension Problem {
  /// Why a decision on a privacy officer's certificate is refused, and what to do.
  init(_ refusal: CredentialRefusal) { self.init(refusal.code, Self.detail(refusal)) }

  private static func detail(_ refusal: CredentialRefusal) -> String {
    switch refusal {
    case .invalidId:
      "id: is no certificate's id (64 hexadecimal digits). List them: samenloop credential list"
    case .notWaiting: "No certificate with this id waits. List them: samenloop credential list"
    case .revoked: "This certificate was revoked. Make a new key and request: samenloop credential request"
    case .registered: "It is registered; only a revocation ends it: samenloop credential revoke"
    case .notRegisteredOfficer:
      "Only a registered privacy officer decides on that. List them: samenloop credential list"
    case .operatorAsOfficer:
      "Operator and privacy officer are two people: this request is by the operator's own key or name. The privacy "
        + "officer makes one: samenloop credential request"
    case .ownProposal(let name): "\(name) proposed it: another person has to consent."
    case .tooManyProposals(let count):
      "\(count) certificates wait for a privacy officer already: samenloop credential list"
    }
  }
}
