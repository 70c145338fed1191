public import PeerProtocol
public import Region

/// What a worklist by family needs beside the matches themselves.
extension Matches {
  /// Matches that are looked at while the state is held.
  private static let pageMatches = 64

  /// The other open matches of the same family, by match; a match that is gone has none.
  ///
  /// - Parameter municipality: only those with an own signal of this municipality; all where nil.
  public func families(of ids: [MatchId], municipality: String? = nil) throws(Refusal) -> [MatchId: [MatchId]] {
    var found: [MatchId: [MatchId]] = [:]
    for page in ids[...].pieces(of: Self.pageMatches) {
      try store.readDurable { state in
        let reader = MatchReader(state)
        for id in page {
          guard let match = state.matches.shown[id] else { continue }
          found[id] = reader.related(to: match).filter { reader.concerns($0, municipality) }.map(\.id)
        }
      }
    }
    return found
  }

  /// Why an open match is on the worklist; none where it is not, or where it is not of the `municipality`.
  public func reasons(for id: MatchId, municipality: String? = nil) throws(Refusal) -> [WorkReason] {
    let at = clock.milliseconds
    return try store.readDurable { state in
      let reader = MatchReader(state)
      guard let match = state.matches.shown[id], match.isOpen, reader.concerns(match, municipality) else { return [] }
      return reader.reasons(match, now: at, municipality: municipality)
    }
  }
}
