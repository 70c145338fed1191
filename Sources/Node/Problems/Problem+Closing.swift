import PeerProtocol
import Region

extension Problem {
  /// Why a decision to leave the federation is refused.
  init(_ refusal: ClosingRefusal) {
    let detail =
      switch refusal {
      case .otherRole: "Only the operator and the privacy officer close a region."
      case .secondPersonNeeded(let first, let role):
        "Two people close a region; \(first) did already, as \(role). Another person has to."
      }
    self.init(refusal.code, detail)
  }
}
