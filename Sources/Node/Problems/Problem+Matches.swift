import PeerProtocol
import Region

extension Problem {
  /// Why nothing is done with a match, and what to do.
  init(_ refusal: MatchRefusal) {
    switch refusal {
    case .cursorAhead(let last):
      self.init(
        refusal.code,
        "The cursor lies ahead of this node: it was restored from a backup. Read GET /v1/matches, then follow from "
          + "cursor \(last).", members: ["cursor": .string(String(last))])
    case .cursorTooOld(let last):
      self.init(
        refusal.code,
        "Changes that old are no longer kept. Read GET /v1/matches, then follow from cursor \(last).",
        members: ["cursor": .string(String(last))], status: 410)
    default: self.init(refusal.code, Self.detail(refusal))
    }
  }

  private static func detail(_ refusal: MatchRefusal) -> String {
    switch refusal {
    case .unknown: "This match is not held here. It may be that a batch is still under way: try again."
    case .unproven: "The proof does not show that both points come from one identity. Nothing is disclosed."
    case .proofFailed: "The proof could not be made. Try again; the node's log says more."
    case .endedByDoubtfulClock:
      "What this region shows in the match has ended by its clock, and waits until that is trusted. Try later."
    case .notFound: "There is no match with this id. List them: samenloop match list"
    case .invalidId: "id: is no match's id (22 characters). List them: samenloop match list"
    case .withinRegion: "This match is within the region: there is no other region to tell."
    case .ended: "The match ended; nothing can be done with it any more."
    case .nobodyNamed(let peer):
      "\(peer.text) named nobody yet. Propose: samenloop match coordinate ID --propose REGION"
    case .releasedByAgreement: "The agreement releases contact details by itself; there is nothing to release."
    case .cursorAhead, .cursorTooOld: ""
    }
  }
}
