/// How a command ends (sysexits.h where that has a number).
package enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case checkFailed = 1
  case usage = 64
  case badData = 65
  case notReachable = 69
  case tryAgain = 75
  case notPermitted = 77
  case configuration = 78

  /// The code of a command to which the node answered with this HTTP status.
  init(httpStatus: Int) {
    self =
      switch httpStatus {
      case 401, 403: .notPermitted
      case 408, 429, 503: .tryAgain
      case 400..<500: .badData
      case 502, 504: .notReachable
      default: .checkFailed
      }
  }

  /// The meaning of the code, for the help text.
  var meaning: String {
    switch self {
    case .success: "done"
    case .checkFailed:
      pick("een controle faalde, of er ging iets onverwachts mis", "a check failed, or something unexpected went wrong")
    case .usage: pick("de opdracht is niet begrepen", "the command was not understood")
    case .badData:
      pick(
        "de gegevens zijn geweigerd (een rij, een document, een onbekend nummer); serve: het journaal is "
          + "beschadigd", "the data was refused (a row, a document, an unknown id); serve: the journal is damaged")
    case .notReachable:
      pick(
        "het knooppunt draait niet, of een andere regio is niet te bereiken",
        "the node is not running, or a peer cannot be reached")
    case .tryAgain:
      pick(
        "nu niet: probeer het later opnieuw (ook: de map of een poort is in gebruik)",
        "not yet: try again later (also: the home or a port is in use)")
    case .notPermitted: pick("deze rol mag dat niet", "this role may not do that")
    case .configuration:
      pick(
        "de map of de configuratie is niet in orde; serve: een nieuwer programma schreef de opslag",
        "the home or its configuration is not in order; serve: a newer program wrote the store")
    }
  }
}
