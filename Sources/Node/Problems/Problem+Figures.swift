import PeerProtocol
import Region

extension Problem {
  /// Why no figures are shown, and what to do.
  init(_ refusal: FiguresRefusal) {
    switch refusal {
    case .notOver(let period, let day):
      self.init(
        refusal.code,
        pick(
          "\(period) is nog niet voorbij. De cijfers veranderen niet meer vanaf \(day): vraag ze dan "
            + "opnieuw", "\(period) is not over. Its figures do not change any more from \(day) on: ask again then"))
    case .notCounted(let period, let first):
      let begin =
        first.map { pick("vraag \($0) of een latere periode", "ask for \($0) or a later period") }
        ?? pick("het tellen begint met het eerste signaal", "counting begins with the first signal")
      self.init(
        refusal.code,
        pick(
          "Dit knooppunt heeft geen cijfers van \(period): \(begin)", "This node has no figures of \(period): \(begin)")
      )
    }
  }
}
