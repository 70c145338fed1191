import PeerProtocol
import Region

extension Problem {
  /// Why a signal or a file of signals is not taken in, shown or ended, and what to do.
  init(_ refusal: SignalRefusal) {
    switch refusal {
    case .notFound:
      self.init(
        refusal.code,
        pick(
          "Er is geen signaal met dit nummer. Alle nummers: samenloop signal list",
          "There is no signal with this id. List the ids with: samenloop signal list"))
    case .erased(let cause):
      self.init(
        refusal.code,
        pick(
          "Dit signaal is gewist: \(cause.name). Bekijk het merkteken met: samenloop signal marks",
          "This signal was erased: \(cause.name). Look at its mark with: samenloop signal marks"))
    case .alreadyEnded:
      self.init(
        refusal.code,
        pick(
          "Het signaal is al beëindigd. Bekijk het met: samenloop signal show ID",
          "The signal ended already. Show it with: samenloop signal show ID"))
    case .protectedOnly(let faults):
      self.init(Refusal.malformed(faults))
      members["protectedOnly"] = true
    case .wholeIndexIsBeingRead:
      self.init(
        refusal.code,
        pick(
          "Er wordt al een ander bestand van de hele verwijsindex ingelezen. Lees dit in als dat klaar is.",
          "Another file of the whole index is being read. Import this one when that is done."),
        retryAfter: 30)
    case .tooManySignals(let limit):
      self.init(
        refusal.code,
        pick(
          "Een bestand noemt hoogstens \(limit) signalen: splits het.",
          "A file names at most \(limit) signals: divide it."))
    }
  }
}
