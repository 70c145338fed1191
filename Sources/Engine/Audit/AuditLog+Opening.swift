import PeerProtocol
public import Region

extension AuditLog {
  /// How far the commitments of an entry are opened.
  public enum Extent: Sendable {
    /// Only that to who did it: there are few holders to try.
    case holder
    /// All that the node still has keys of: each key is tried.
    case everything
  }

  /// Commitments times keys that are tried for one entry at most: about five seconds.
  private static let trialLimit = 2_000_000

  /// What the commitments of these entries are made to, as far as it is still there: whatever was erased stays closed.
  ///
  /// - Throws: ``Refusal`` where the store does not answer.
  public func opened(_ entries: [AuditEntry], _ extent: Extent) throws(Refusal) -> [[OpenedCommitment]] {
    let (holders, others) = try store.readDurable { state in
      (
        // Every holder that an entry names has its day.
        state.audit.keys(of: state.audit.retention.holderDays.keys.map { .holder($0) }),
        extent == .everything ? state.audit.keys.filter { !$0.key.isHolder } : [:]
      )
    }
    return entries.map { entry in
      var closed = entry.commitments
      // The holder's is the first where there is one.
      if extent == .holder { closed.removeAll { !$0.isHolder } }
      return (Self.open(&closed, of: entry.id, holders) + Self.open(&closed, of: entry.id, others))
        .sorted { $0.place < $1.place }
    }
  }

  /// Opens commitments and leaves those that none of the keys opens.
  private static func open(
    _ closed: inout [AuditEntry.Commitment], of id: AuditEntryId, _ keys: [AuditThing: [UInt8]]
  ) -> [OpenedCommitment] {
    var found: [OpenedCommitment] = []
    var trials = 0
    for (thing, key) in keys {
      guard !closed.isEmpty, trials < trialLimit else { break }
      trials += closed.count
      closed.removeAll { commitment in
        let opening = AuditOpening(
          thing: thing, key: key, instance: id.instance, index: id.index, place: commitment.place)
        guard Base64URL.encode(opening.commitment) == commitment.text else { return false }
        found.append(OpenedCommitment(place: commitment.place, text: commitment.text, thing: thing))
        return true
      }
    }
    return found
  }
}

/// A commitment of an entry, and what it is made to.
public struct OpenedCommitment: Sendable, Equatable {
  /// Its place among the commitments of the entry.
  let place: Int
  /// The commitment as it stands in the entry, base64url.
  public let text: String
  /// What it is made to.
  public let thing: AuditThing
}

extension AuditEntry {
  /// A commitment as it stands in the entry, and its place among them.
  struct Commitment {
    var place: Int
    var text: String
    var isHolder: Bool
  }

  var commitments: [Commitment] {
    guard let entry = try? JSONValue(parsing: leaf) else { return [] }
    let holder = entry["holder"].map { [$0] } ?? []
    return (holder + (entry["things"]?.arrayValue ?? [])).enumerated().map { place, commitment in
      Commitment(place: place, text: commitment.stringValue ?? "", isHolder: place < holder.count)
    }
  }
}

extension AuditThing {
  fileprivate var isHolder: Bool {
    if case .holder = self { return true }
    return false
  }
}
