import PeerProtocol
import Region

extension Problem {
  /// Why the register of organisations does not do what it was asked, and what to do.
  init(_ refusal: OrganisationRefusal) {
    switch refusal {
    case .notFound:
      self.init(refusal.code, "The register has no such organisation. All of them: samenloop organisation list")
    case .tooMany(let limit):
      self.init(
        refusal.code,
        "The register holds at most \(limit) organisations, and with this file there would be more. Nothing was stored: "
          + "leave out those that never joined")
    case .unreadable(let faults): self = Problem.malformed(faults)
    case .merged(let old, let new):
      self.init(
        refusal.code, "\(old) merges into \(new) already, and a merger is not taken back. Merge \(new) if that one goes"
      )
    case .circle:
      self.init(
        refusal.code, "The new municipality merges into the old one already: are the two codes the wrong way round?")
    }
  }
}
