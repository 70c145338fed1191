import PeerProtocol
import Region

extension Problem {
  /// Why nothing can be stored, and what to do.
  init(_ refusal: StorageRefusal) {
    switch refusal {
    case .diskFull:
      self.init(
        refusal.code, "The disk of the node is full. Free some space; the node continues by itself, then try again.",
        retryAfter: 10)
    case .busy: self.init(refusal.code, "The node is catching up with its disk. Try again in a moment.", retryAfter: 1)
    case .stopped:
      self.init(
        refusal.code, "The node cannot store anything any more and has to be restarted. Its log says why.",
        retryAfter: 60)
    case .snapshotFailed:
      self.init(
        refusal.code, "No snapshot could be written now; the node's log says why. Try again in a moment.",
        retryAfter: 5)
    case .logFull:
      self.init(
        refusal.code,
        "The audit log cannot be written: without an entry of it nothing of the kind may happen. The node's log says why; "
          + "free some space in its home, then try again.", retryAfter: 10)
    case .unreadable:
      self.init(
        refusal.code,
        "What was to be stored could not be read back, and nothing was stored. Please report what you did, without any "
          + "data.")
    }
  }
}
