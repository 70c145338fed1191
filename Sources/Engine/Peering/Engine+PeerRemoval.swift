public import PeerProtocol
public import Region

extension Engine {
  /// Forgets a peer that was accepted, or joined, by mistake, while no agreement was ever concluded with it: its keys
  /// count no longer, and proposals that wait lapse. `confirming` is its name again. Nothing is sent: a node has no
  /// words for it.
  public func removePeer(region text: String, confirming: String) throws(Refusal) -> JSONValue {
    guard confirming == text else {
      throw Refusal(JSONFaults(["confirm: must be the region's id again, \"\(text)\", to be sure"]))
    }
    let at = now
    let milliseconds = clock.machineMilliseconds
    let (region, lapsed) = try store.commit { (transaction) throws(Refusal) -> (RegionName, Int) in
      let held = try self.peer(text, transaction.state)
      let region = held.facts.region
      if held.status == .pending {
        throw .problem(
          Problem(
            .conflict, "It was not accepted yet: decline it, and its operator reads why: samenloop peer reject \(text)")
        )
      }
      guard !transaction.state.hasConcluded(with: region) else {
        throw .problem(
          Problem(
            .conflict,
            "An agreement was concluded with \(text), so that data may be there: it is not forgotten. Keep it from everything: samenloop "
              + "peer suspend \(text); end what was agreed: samenloop agreement revoke"))
      }
      let open = transaction.state.agreements.with(region).filter { $0.status.isOpen }
      try transaction.append(
        open.map { record in
          .agreements(
            .closed(
              record.id, .lapsed, ending: nil, reason: "the region was removed", delivered: true, at: milliseconds))
        } + [.peering(.removed(region, at: at))])
      return (region, open.count)
    }
    lanes.lane(region) { $0 = Lane() }
    log(LogEvent(.warning, "peer-removed", ["peer": .string(text), "lapsedProposals": JSONValue(lapsed)]))
    return [
      "region": .string(text), "status": "removed", "lapsedProposals": JSONValue(lapsed),
      "nextStep": .string(
        "Call the operator of \(text): its node is not told, finds this one closed to it, and forgets it with: samenloop peer remove "
          + "\(self.region) --confirm \(self.region)"),
    ]
  }
}

extension RegionState {
  /// Whether an agreement with this region was ever signed by both.
  func hasConcluded(with region: RegionName) -> Bool {
    agreements.with(region).contains { $0.document.signatures.count > 1 || $0.status == .concluded }
  }
}
