import LocalAPI
import PeerProtocol

/// Compares the matches that a node shows with those that the generator knows.
struct DemoComparison {
  /// A difference, by the region's own signals.
  struct Difference: Equatable {
    enum Kind: String {
      /// It must be there and is not.
      case missing
      /// It is there and must not be.
      case extra
      /// It is there, with other details of the peer's professionals than theirs.
      case details
    }

    var kind: Kind
    var match: MatchDocument.Kind
    var region: String
    var peer: String
    var signals: [String]

    var json: JSONValue {
      var json: JSONValue = [
        "region": JSONValue(region), "peer": JSONValue(peer), "match": JSONValue(match.rawValue),
        "kind": JSONValue(kind.rawValue),
      ]
      json["signals"] = .array(signals.map { JSONValue($0) })
      return json
    }
  }

  /// The kind of matches that are compared.
  let match: MatchDocument.Kind
  let region: String
  let peer: String
  /// The contact that the peer gives for its signals that are shielded `desk`.
  let desk: Contact

  /// The differences between the matches expected with the peer and those found with it.
  func differences(_ expected: [SyntheticTruth.Match], _ found: [MatchDocument]) -> [Difference] {
    // Sets: involvements that look alike are shown once. Lists: both parents of the same children have a match each.
    var rest: [[String]: [Set<String>]] = [:]
    for shown in found where shown.peer == peer && shown.kind == match {
      rest[shown.signals.sorted(), default: []].append(Set(shown.involvements.map { signature(of: $0) }))
    }
    var differences: [Difference] = []
    for one in expected {
      let signals = one.own.map(\.id).sorted()
      let details = Set(one.peers.map { signature(of: $0) })
      guard let shown = rest[signals], !shown.isEmpty else {
        differences.append(difference(.missing, signals))
        continue
      }
      let equal = shown.firstIndex(of: details)
      if equal == nil { differences.append(difference(.details, signals)) }
      rest[signals]?.remove(at: equal ?? 0)
    }
    differences += rest.flatMap { signals, shown in shown.map { _ in difference(.extra, signals) } }
    return differences
  }

  private func difference(_ kind: Difference.Kind, _ signals: [String]) -> Difference {
    Difference(kind: kind, match: match, region: region, peer: peer, signals: signals)
  }

  /// The details that the peer must give of one of its signals, in one line.
  private func signature(of signal: SyntheticSignal) -> String {
    let isDesk = signal.shielding == .desk
    let contact = isDesk ? desk : signal.contact
    let left = signal.ending?.reason == .movedAway ? signal.ending?.on.yearMonth.iso : nil
    let organisation = [signal.organisationId, signal.organisation, signal.sector].joined(separator: "/")
    let parts: [String] = [
      isDesk ? "desk" : organisation, contact.name, contact.phone, contact.email, signal.startedOn.yearMonth.iso,
      left ?? "", signal.isIndirect ? "indirect" : "direct", signal.isTemporary ? "temporary" : "",
    ]
    return parts.joined(separator: "|")
  }

  /// The same of an involvement that a node shows.
  private func signature(of involvement: InvolvementDocument) -> String {
    let organisation = involvement.organisation
    let contact = involvement.contact
    // Of a shielded signal nothing of the organisation may be told, whatever stands there instead.
    let isDesk = contact.name == desk.name && !organisation.id.hasPrefix(peer + "-")
    let parts: [String] = [
      isDesk ? "desk" : [organisation.id, organisation.name, organisation.sector ?? ""].joined(separator: "/"),
      contact.name ?? "", contact.phone ?? "", contact.email ?? "", involvement.since.iso, involvement.left?.iso ?? "",
      involvement.involvement.text, involvement.temporary ? "temporary" : "",
    ]
    return parts.joined(separator: "|")
  }
}
