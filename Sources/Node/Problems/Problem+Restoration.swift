import PeerProtocol
import Region

extension Problem {
  /// Why a step after a restored backup is refused, and what to do.
  init(_ refusal: RestorationRefusal) {
    switch refusal {
    case .nothingToConfirm:
      self.init(
        refusal.code,
        pick(
          "Niets wijst erop dat dit knooppunt is teruggezet uit een reservekopie. Zie: samenloop status",
          "Nothing shows that this node was restored from a backup. See: samenloop status"))
    case .indexNotImported:
      self.init(
        refusal.code,
        pick(
          "Sinds is gezien dat er een reservekopie is teruggezet, is geen bestand van de hele verwijsindex "
            + "ingelezen, en wat eerder is gewist, zou terugkomen. Eerst: samenloop signal import --snapshot "
            + "FILE. Is de verwijsindex op een andere manier bijgewerkt: samenloop restore confirm "
            + "--imported-otherwise",
          "No file of the whole index was read since the restore was noticed, and what was erased before would come "
            + "back. First: samenloop signal import --snapshot FILE. Where the index was brought up to date in another "
            + "way: samenloop restore confirm --imported-otherwise"))
    }
  }
}
