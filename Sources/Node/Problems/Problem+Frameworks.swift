import PeerProtocol
import Region

extension Problem {
  /// Why a step with a framework is refused, and what to do.
  init(_ refusal: FrameworkRefusal) { self.init(refusal.code, Self.detail(refusal)) }

  private static func detail(_ refusal: FrameworkRefusal) -> String {
    switch refusal {
    case .invalidId: "id: is no framework's id (43 characters). List them: samenloop framework list"
    case .unknown: "No such framework is held here. List those that are: samenloop framework list"
    case .pathNamesOther: "The framework's id is the SHA-256 of its payload; the path names another."
    case .notOperator: "Only the operator draws a framework up and names the class. Use the operator's certificate."
    case .notApprover: "Only the operator and the privacy officer approve what concerns a framework."
    case .secondPersonNeeded(let first, let role):
      "Two people approve it; \(first) did already, as \(role). Another person has to."
    case .classNeeded(let names):
      "class: the operator names it first, one of \(list(names)): samenloop framework sign ID --class NAME"
    case .unknownClass(let names): "class: must be one of \(list(names))"
    case .otherClass(let name):
      "The operator chose the class \(name). Approve that one, or let the operator choose another before."
    case .signedAs(let name): "This region signed the framework under the class \(name). Its first signature stands."
    case .peerSignedAs(let name):
      "A signature of yours under the class \(name) is held here. A region's first signature stands."
    case .termOver: "The framework's term is over. Draw up another: samenloop framework create FILE"
    case .tooMany(let count): "There are \(count) frameworks here, and no more are kept."
    case .tooManyOfPeer(let count):
      "There are \(count) frameworks of yours here that this region did not sign, and no more are kept."
    case .notSigned: "This region did not sign the framework. Sign it first: samenloop framework sign ID --class NAME"
    case .otherStandingTerms(let terms):
      "The first person approved other terms: classes up to \(terms.classesUpTo), "
        + (terms.includesIntroduced ? "introduced peers too" : "compared peers only")
        + ". Approve the same, or withdraw them first: samenloop framework withdraw ID"
    case .noStandingApproval: "There is no standing approval under this framework. See: samenloop framework list"
    case .notHeld:
      "The framework that the agreement names is not held here. Ask a peer that signed it, and wait for its node."
    case .unsigned(let regions):
      "These regions' signatures on the framework are not held here: \(list(regions.map(\.text))). "
        + "Let them sign first: samenloop framework show ID"
    }
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
