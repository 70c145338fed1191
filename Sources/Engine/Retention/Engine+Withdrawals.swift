import Cryptography
public import PeerProtocol
public import Region

extension Engine {
  /// What peers still have to confirm that they erased, with its age: `{"withdrawals":[…],"endings":[…]}`.
  ///
  /// A withdrawal is confirmed by the receipt that the peer countersigns, an ended agreement by its answer to the document
  /// that ended it; what is confirmed is not listed.
  public func withdrawals() throws(Refusal) -> JSONValue {
    let at = milliseconds
    return try store.readDurable { state in
      let feeds = state.exchange.outgoing.filter { !$0.value.leavingSince.isEmpty }
        .sorted {
          ($0.value.peer, $0.key.agreement, $0.key.kind.name) < ($1.value.peer, $1.key.agreement, $1.key.kind.name)
        }
      let endings = state.agreements.records.values.filter { $0.ending != nil && !$0.endingDelivered }
        .sorted { ($0.peer, $0.closedAt, $0.id) < ($1.peer, $1.closedAt, $1.id) }
      return [
        "withdrawals": .array(
          feeds.map { key, feed in
            let oldest = feed.leavingSince.values.min() ?? at
            return JSONValue(present: [
              "peer": .string(feed.peer.text), "agreement": .string(key.agreement.base64URL),
              "kind": .string(key.kind.name), "unconfirmed": JSONValue(feed.leavingSince.count),
              "oldestSince": JSONValue(Timestamp(seconds: Int64(oldest / 1000))),
              "ageSeconds": JSONValue(max(0, (at - oldest) / 1000)),
              "suspended": state.peering.peers[feed.peer]?.suspension.map { _ in true },
              "reason": reason(feed.peer, state).map { .string($0) },
            ])
          }),
        "endings": .array(
          endings.map { record in
            JSONValue(present: [
              "peer": .string(record.peer.text), "agreement": .string(record.id.base64URL),
              "status": .string(record.status.name),
              "since": JSONValue(Timestamp(seconds: Int64(record.closedAt / 1000))),
              "ageSeconds": JSONValue(max(0, (at - record.closedAt) / 1000)),
              "reason": lanes.lane(record.peer) { $0.lastFailure }.map { .string(text(of: $0)) },
            ])
          }),
      ]
    }
  }

  /// Why a peer did not confirm withdrawals yet. Of what is withdrawn nothing goes to a peer that is suspended here.
  private func reason(_ peer: RegionName, _ state: RegionState) -> String? {
    guard let suspension = state.peering.peers[peer]?.suspension else {
      return lanes.lane(peer) { $0.lastFailure }.map { text(of: $0) }
    }
    return "this region suspended it: \(suspension.reason)"
  }
}
