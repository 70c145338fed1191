import PeerProtocol
import Region

extension Problem {
  /// Why a decision to leave the federation is refused.
  init(_ refusal: ClosingRefusal) {
    let detail =
      switch refusal {
      case .otherRole:
        pick(
          "Alleen de beheerder en de functionaris gegevensbescherming sluiten een regio.",
          "Only the operator and the privacy officer close a region.")
      case .secondPersonNeeded(let first, let role):
        pick(
          "Twee mensen sluiten een regio; \(first) deed dat al, als \(role). Nu moet een ander het doen.",
          "Two people close a region; \(first) did already, as \(role). Another person has to.")
      }
    self.init(refusal.code, detail)
  }
}
