import PeerProtocol

/// Holds what a node shows against what the generator knows.
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
    var region: String
    var peer: String
    var signals: [String]

    var json: JSONValue {
      var json: JSONValue = ["region": JSONValue(region), "peer": JSONValue(peer), "kind": JSONValue(kind.rawValue)]
      json["signals"] = .array(signals.map { JSONValue($0) })
      return json
    }
  }

  let region: String
  let peer: String
  /// Whom the peer names for its signals that are shielded `desk`.
  let desk: Contact

  /// The differences between the matches expected with the peer and those found with it.
  func differences(_ expected: [SyntheticTruth.Match], _ found: [JSONValue]) -> [Difference] {
    // Sets: involvements that look alike are shown once.
    var rest: [[String]: Set<String>] = [:]
    var differences: [Difference] = []
    for match in found where match["peer"]?.stringValue == peer {
      let signals = (match["signals"]?.arrayValue ?? []).compactMap(\.stringValue).sorted()
      let details = Set((match["involvements"]?.arrayValue ?? []).map { signature(of: $0) })
      if rest.updateValue(details, forKey: signals) != nil { differences.append(difference(.extra, signals)) }
    }
    for match in expected {
      let signals = match.own.map(\.id).sorted()
      guard let details = rest.removeValue(forKey: signals) else {
        differences.append(difference(.missing, signals))
        continue
      }
      if details != Set(match.peers.map { signature(of: $0) }) {
        differences.append(difference(.details, signals))
      }
    }
    differences += rest.keys.map { difference(.extra, $0) }
    return differences
  }

  private func difference(_ kind: Difference.Kind, _ signals: [String]) -> Difference {
    Difference(kind: kind, region: region, peer: peer, signals: signals)
  }

  /// What the peer must tell of one of its signals, in one line.
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
  private func signature(of involvement: JSONValue) -> String {
    let organisation = ["id", "name", "sector"].map { involvement["organisation"]?[$0]?.stringValue ?? "" }
    let contact = ["name", "phone", "email"].map { involvement["contact"]?[$0]?.stringValue ?? "" }
    let rest = ["since", "left", "involvement"].map { involvement[$0]?.stringValue ?? "" }
    // Of a shielded signal nothing of the organisation may be told, whatever stands there instead.
    let isDesk = contact[0] == desk.name && !organisation[0].hasPrefix(peer + "-")
    let isTemporary = involvement["temporary"]?.boolValue == true
    let parts: [String] =
      [isDesk ? "desk" : organisation.joined(separator: "/")] + contact + rest + [isTemporary ? "temporary" : ""]
    return parts.joined(separator: "|")
  }
}
