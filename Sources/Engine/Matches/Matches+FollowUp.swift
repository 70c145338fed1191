public import PeerProtocol
public import Region

/// What a match's page says of the worklist.
extension Matches {
  /// Why an open match is on the worklist; none where it is not, or where it is not of the `municipality`.
  public func reasons(for id: MatchId, municipality: String? = nil) throws(Refusal) -> [WorkReason] {
    let at = clock.milliseconds
    return try store.readDurable { state in
      let reader = MatchReader(state)
      guard let match = state.matches.shown[id], match.isOpen, reader.concerns(match, municipality) else { return [] }
      return reader.reasons(match, now: at, municipality: municipality)
    }
  }

  /// By when the professionals of an open match should have spoken; nil where no agreement says.
  public func due(_ id: MatchId) throws(Refusal) -> Timestamp? {
    try store.readDurable { state in
      state.matches.shown[id].flatMap { MatchReader(state).due($0) }.map { Timestamp(seconds: Int64($0 / 1000)) }
    }
  }
}
