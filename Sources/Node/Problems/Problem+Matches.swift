import PeerProtocol
import Region

extension Problem {
  /// Why nothing is done with a match, and what to do.
  init(_ refusal: MatchRefusal) {
    switch refusal {
    case .cursorAhead(let last):
      self.init(
        refusal.code,
        pick(
          "De cursor ligt verder dan dit knooppunt: het is teruggezet uit een reservekopie. Lees GET "
            + "/v1/matches, en volg daarna vanaf cursor \(last).",
          "The cursor lies ahead of this node: it was restored from a backup. Read GET /v1/matches, then follow from "
            + "cursor \(last)."), members: ["cursor": .string(String(last))])
    case .cursorTooOld(let last):
      self.init(
        refusal.code,
        pick(
          "Zulke oude veranderingen worden niet meer bewaard. Lees GET /v1/matches, en volg daarna vanaf "
            + "cursor \(last).",
          "Changes that old are no longer kept. Read GET /v1/matches, then follow from cursor \(last)."),
        members: ["cursor": .string(String(last))], status: 410)
    default: self.init(refusal.code, Self.detail(refusal))
    }
  }

  private static func detail(_ refusal: MatchRefusal) -> String {
    switch refusal {
    case .unknown:
      pick(
        "Deze match is hier niet. Misschien is een zending nog onderweg: probeer het opnieuw.",
        "This match is not held here. It may be that a batch is still under way: try again.")
    case .unproven:
      pick(
        "Het bewijs toont niet dat beide punten van één identiteit komen. Er wordt niets getoond.",
        "The proof does not show that both points come from one identity. Nothing is disclosed.")
    case .proofFailed:
      pick(
        "Het bewijs kon niet worden gemaakt. Probeer het opnieuw; het logboek van het knooppunt zegt "
          + "meer.", "The proof could not be made. Try again; the node's log says more.")
    case .endedByDoubtfulClock:
      pick(
        "Wat deze regio in de match toont, is volgens de klok beëindigd, en wacht tot die klok wordt "
          + "vertrouwd. Probeer het later.",
        "What this region shows in the match has ended by its clock, and waits until that is trusted. Try later.")
    case .notFound:
      pick(
        "Er is geen match met dit nummer. Alle matches: samenloop match list",
        "There is no match with this id. List them: samenloop match list")
    case .invalidId:
      pick(
        "id: is geen nummer van een match (22 tekens). Alle matches: samenloop match list",
        "id: is no match's id (22 characters). List them: samenloop match list")
    case .withinRegion:
      pick(
        "Deze match ligt binnen de regio: er is geen andere regio om iets te vertellen.",
        "This match is within the region: there is no other region to tell.")
    case .ended:
      pick(
        "De match is beëindigd; er is niets meer mee te doen.", "The match ended; nothing can be done with it any more."
      )
    case .nobodyNamed(let peer):
      pick(
        "\(peer.text) noemde nog niemand. Stel zelf voor: samenloop match coordinate ID --propose REGION",
        "\(peer.text) named nobody yet. Propose: samenloop match coordinate ID --propose REGION")
    case .releasedByAgreement:
      pick(
        "De afspraak geeft contactgegevens vanzelf vrij; er is niets vrij te geven.",
        "The agreement releases contact details by itself; there is nothing to release.")
    case .cursorAhead, .cursorTooOld: ""
    }
  }
}
