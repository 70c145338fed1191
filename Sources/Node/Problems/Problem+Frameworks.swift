import LocalAPI
import PeerProtocol
import Region

extension Problem {
  /// Why a step with a framework is refused, and what to do.
  init(_ refusal: FrameworkRefusal) { self.init(refusal.code, Self.detail(refusal)) }

  private static func detail(_ refusal: FrameworkRefusal) -> String {
    switch refusal {
    case .invalidId:
      pick(
        "id: is geen nummer van een kader (43 tekens). Alle kaders: samenloop framework list",
        "id: is no framework's id (43 characters). List them: samenloop framework list")
    case .unknown:
      pick(
        "Dit kader is hier niet. Welke er wel zijn: samenloop framework list",
        "No such framework is held here. List those that are: samenloop framework list")
    case .pathNamesOther:
      pick(
        "Het nummer van een kader is de SHA-256 van zijn inhoud; het pad noemt een ander.",
        "The framework's id is the SHA-256 of its payload; the path names another.")
    case .notOperator:
      pick(
        "Alleen de beheerder stelt een kader op en noemt de klasse. Gebruik het certificaat van de beheerder.",
        "Only the operator draws a framework up and names the class. Use the operator's certificate.")
    case .notApprover:
      pick(
        "Alleen de beheerder en de functionaris gegevensbescherming keuren goed wat een kader aangaat.",
        "Only the operator and the privacy officer approve what concerns a framework.")
    case .secondPersonNeeded(let first, let role):
      pick(
        "Twee mensen keuren het goed; \(first) deed dat al, als \(role). Nu is een ander aan de beurt.",
        "Two people approve it; \(first) did already, as \(role). Another person has to.")
    case .classNeeded(let names):
      pick(
        "class: de beheerder noemt eerst een van \(list(names)): ",
        "class: the operator names it first, one of \(list(names)): ")
        + "samenloop framework sign ID --class NAME --as operator"
    case .unknownClass(let names):
      pick("class: moet een van deze zijn: \(list(names))", "class: must be one of \(list(names))")
    case .otherClass(let name):
      pick(
        "De beheerder koos de klasse \(name). Keur die goed, of laat de beheerder eerst een andere kiezen.",
        "The operator chose the class \(name). Approve that one, or let the operator choose another before.")
    case .signedAs(let name):
      pick(
        "Deze regio ondertekende het kader onder de klasse \(name). Haar eerste ondertekening geldt.",
        "This region signed the framework under the class \(name). Its first signature stands.")
    case .peerSignedAs(let name):
      pick(
        "Hier is uw ondertekening onder de klasse \(name). De eerste ondertekening van een regio geldt.",
        "A signature of yours under the class \(name) is held here. A region's first signature stands.")
    case .termOver:
      pick(
        "De termijn van het kader is voorbij. Stel een ander op: samenloop framework create FILE",
        "The framework's term is over. Draw up another: samenloop framework create FILE")
    case .tooMany(let count):
      pick(
        "Hier zijn \(count) kaders, en meer bewaart het knooppunt er niet. Er komt plaats als de termijn van een kader voorbij is: ",
        "There are \(count) frameworks here, and no more are kept. One whose term is over makes room: ")
        + "samenloop framework list"
    case .tooManyOfPeer(let count):
      pick(
        "Hier zijn \(count) kaders van u die deze regio niet ondertekende, en meer bewaart het knooppunt er niet.",
        "There are \(count) frameworks of yours here that this region did not sign, and no more are kept.")
    case .notSigned:
      pick(
        "Deze regio ondertekende het kader niet. Doe dat eerst: ",
        "This region did not sign the framework. Sign it first: ")
        + "samenloop framework sign ID --class NAME --as operator"
    case .otherStandingTerms(let terms):
      pick(
        "De eerste persoon keurde iets anders goed: klassen tot en met \(terms.classesUpTo), "
          + (terms.includesIntroduced ? "ook geïntroduceerde regio's" : "alleen vergeleken regio's")
          + ". Keur hetzelfde goed, of trek dat eerst in: ",
        "The first person approved other terms: classes up to \(terms.classesUpTo), "
          + (terms.includesIntroduced ? "introduced peers too" : "compared peers only")
          + ". Approve the same, or withdraw them first: ") + "samenloop framework withdraw ID --as operator"
    case .noStandingApproval:
      pick(
        "Onder dit kader is er geen doorlopende goedkeuring. Zie: samenloop framework list",
        "There is no standing approval under this framework. See: samenloop framework list")
    case .notHeld:
      pick(
        "Het kader dat de afspraak noemt, is hier niet. Vraag het een regio die het ondertekende, en wacht op haar knooppunt.",
        "The framework that the agreement names is not held here. Ask a peer that signed it, and wait for its node.")
    case .unsigned(let regions):
      pick(
        "De ondertekening van het kader door deze regio's is hier niet: \(list(regions.map(\.text))). "
          + "Kijk wie ondertekende, en vraag het de anderen: ",
        "These regions' signatures on the framework are not held here: \(list(regions.map(\.text))). "
          + "See who signed, and ask the others: ") + "samenloop framework show ID"
    }
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
