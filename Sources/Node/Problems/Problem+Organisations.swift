import PeerProtocol
import Region

extension Problem {
  /// Why the register of organisations does not do what it was asked, and what to do.
  init(_ refusal: OrganisationRefusal) {
    switch refusal {
    case .notFound:
      self.init(
        refusal.code,
        pick(
          "Deze organisatie staat niet in het register. Alle organisaties: samenloop organisation list",
          "The register has no such organisation. All of them: samenloop organisation list"))
    case .tooMany(let limit):
      self.init(
        refusal.code,
        pick(
          "Het register heeft plaats voor \(limit) organisaties, en met dit bestand werden het er meer. Er "
            + "is niets opgeslagen: laat weg wie nooit heeft meegedaan",
          "The register holds at most \(limit) organisations, and with this file there would be more. Nothing was stored: "
            + "leave out those that never joined"))
    case .unreadable(let faults): self = Problem.malformed(faults)
    case .merged(let old, let new):
      self.init(
        refusal.code,
        pick(
          "\(old) gaat al op in \(new), en een fusie wordt niet teruggedraaid. Laat \(new) opgaan als die "
            + "gemeente verdwijnt",
          "\(old) merges into \(new) already, and a merger is not taken back. Merge \(new) if that one goes")
      )
    case .circle:
      self.init(
        refusal.code,
        pick(
          "De nieuwe gemeente gaat al op in de oude: staan de twee codes verkeerd om?",
          "The new municipality merges into the old one already: are the two codes the wrong way round?"))
    }
  }
}
