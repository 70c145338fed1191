import PeerProtocol
import Region

extension Problem {
  /// Why no figures are shown, and what to do.
  init(_ refusal: FiguresRefusal) {
    switch refusal {
    case .notOver(let period, let day):
      self.init(
        refusal.code, "\(period) is not over. Its figures do not change any more from \(day) on: ask again then")
    case .notCounted(let period, let first):
      let begin = first.map { "ask for \($0) or a later period" } ?? "counting begins with the first signal"
      self.init(refusal.code, "This node has no figures of \(period): \(begin)")
    }
  }
}
