import LocalAPI
import PeerProtocol
import Transport

/// A refusal by the node as text. This is the one place where a problem becomes words.
enum ProblemText {
  /// Faults that are shown to a person; --json has all.
  private static let shownFaults = 20

  /// The failure for a person and for a program.
  static func failure(_ status: Int, _ problem: NodeAnswer<ProblemDocument>, in headers: HTTPFields = [:])
    -> CommandFailure
  {
    let document = problem.document
    let said =
      document.detail ?? document.title ?? pick("het knooppunt antwoordde \(status)", "the node answered \(status)")
    // A node of an earlier version gives its reasons in English only: a sentence before it says what that comes to.
    let isDutch = headers.values(for: "content-language").contains("nl")
    let sentence = pick(isDutch ? nil : document.code.flatMap(\.known).map(dutch), nil)
    var detail = (sentence.map { $0 + ".\n" } ?? "") + said
    let faults = document.faults ?? []
    for fault in faults.prefix(shownFaults) where !detail.contains(fault) { detail += "\n  \(fault)" }
    if faults.count > shownFaults {
      detail += pick("\n  en nog \(faults.count - shownFaults)", "\n  and \(faults.count - shownFaults) more")
    }
    var failure = CommandFailure(ExitCode(httpStatus: status), detail, code: document.code?.text)
    failure.problem = problem
    return failure
  }

  /// What a refusal comes to. Codes that only peers and programs meet have one sentence.
  private static func dutch(_ code: ProblemCode) -> String {
    switch code {
    case .forbidden: "Dit mag niet met dit certificaat"
    case .notFound: "Dat is hier niet bekend"
    case .unknownMatch: "Deze match is hier niet bekend"
    case .methodNotAllowed, .unsupportedMediaType: "Zo neemt het knooppunt dit niet aan"
    case .conflict: "Dit past niet bij hoe het nu staat"
    case .malformed: "Wat u gaf, is niet goed"
    case .tooLarge: "Dit is te groot"
    case .tooManyRequests: "Te veel verzoeken; wacht een minuut"
    case .requestTimeout: "Het verzoek duurde te lang"
    case .tryAgain: "Het lukt nu niet; probeer het later opnieuw"
    case .internalError: "Er ging iets mis in het knooppunt; zie het logboek"
    case .agreementNotActive: "Deze afspraak is niet van kracht"
    case .peerSuspended: "De uitwisseling met deze regio ligt stil"
    case .limitExceeded: "Dit is meer dan de afspraak toelaat"
    case .unknownPeer: "Deze regio is hier niet bekend"
    case .invitationInvalid: "De uitnodiging geldt niet"
    case .invalidIntroduction: "De andere regio neemt dit niet van ons aan"
    case .cardMismatch, .staleCard, .sequenceGap, .sequenceConflict, .invalidPoint, .duplicatePoint, .invalidReceipt,
      .unprovenMatch, .inconsistentLog, .invalidSignature:
      "De uitwisseling met een andere regio liep vast"
    }
  }
}
