package import PeerProtocol
package import Region

/// The one place where a refusal of the core gets its words, its members, when to try again and the next command.
///
/// Each part of the trade has a file of its own beside this one.
extension Problem {
  /// Renders a refusal.
  package init(_ refusal: Refusal) {
    switch refusal {
    case .credentials(let refusal): self.init(refusal)
    case .peering(let refusal): self.init(refusal)
    case .closing(let refusal): self.init(refusal)
    case .agreements(let refusal): self.init(refusal)
    case .limits(let refusal): self.init(refusal)
    case .restoration(let refusal): self.init(refusal)
    case .signals(let refusal): self.init(refusal)
    case .retention(let refusal): self.init(refusal)
    case .clock(let refusal): self.init(refusal)
    case .storage(let refusal): self.init(refusal)
    case .audit(let refusal): self.init(refusal)
    case .figures(let refusal): self.init(refusal)
    case .rights(let refusal): self.init(refusal)
    case .organisations(let refusal): self.init(refusal)
    case .webhooks(let refusal): self.init(refusal)
    case .mail(let refusal): self.init(refusal)
    case .frameworks(let refusal): self.init(refusal)
    case .introductions(let refusal): self.init(refusal)
    case .nothingThere: self.init(refusal.code, pick("Zoiets is er hier niet.", "There is nothing of the kind here."))
    case .exchange(let refusal): self.init(refusal)
    case .match(let refusal): self.init(refusal)
    case .synchronization(let refusal): self.init(refusal)
    case .undelivered(let failure): self.init(refusal.code, failure.text)
    case .body(let refusal): self.init(refusal)
    case .miscomputed:
      self.init(
        refusal.code,
        pick(
          "Een berekening van het knooppunt mislukte. Probeer het opnieuw; start het knooppunt opnieuw als "
            + "het zo blijft.", "A computation of the node failed. Try again; restart the node if it stays."))
    case .noThread:
      self.init(
        refusal.code,
        pick(
          "Het systeem heeft geen thread meer over. Verhoog de grens van processen, of stop andere.",
          "The system has no thread to give. Raise the limit of processes, or stop others."))
    case .malformed(let faults): self.init(JSONFaults(faults.map(\.line)))
    case .invalidSignature(let error): self.init(error)
    case .unusableReason(let bytes):
      self.init(
        refusal.code,
        pick(
          "reason: moet een tekst zijn van 1 tot \(bytes) bytes zonder stuurtekens",
          "reason: must be a text of 1 to \(bytes) bytes without control characters"))
    }
  }

  /// Renders an error that an answer can tell of; nil for one that nobody expected.
  init?(catching error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let refusal as Refusal: self.init(refusal)
    default: return nil
    }
  }
}
