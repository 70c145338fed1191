import PeerProtocol
import Region

extension Problem {
  /// Why a signal or a file of signals is not taken in, shown or ended, and what to do.
  init(_ refusal: SignalRefusal) {
    switch refusal {
    case .notFound:
      self.init(refusal.code, "There is no signal with this id. List the ids with: samenloop signal list")
    case .erased(let cause):
      self.init(
        refusal.code, "This signal was erased: \(cause.name). Look at its mark with: samenloop signal marks")
    case .alreadyEnded:
      self.init(refusal.code, "The signal ended already. Show it with: samenloop signal show ID")
    case .protectedOnly(let faults):
      self.init(Refusal.malformed(faults))
      members["protectedOnly"] = true
    case .wholeIndexIsBeingRead:
      self.init(
        refusal.code, "Another file of the whole index is being read. Import this one when that is done.",
        retryAfter: 30)
    case .tooManySignals(let limit): self.init(refusal.code, "A file names at most \(limit) signals: divide it.")
    }
  }
}
