import PeerProtocol

/// The items of a snapshot that hold introductions.
extension IntroductionsState {
  /// Emits everything in items of bounded size, in an order: the same state makes the same bytes.
  func write(_ emit: (SnapshotItem, (inout ByteWriter) -> Void) throws -> Void) rethrows {
    for piece in allReceived.pieces(of: SnapshotItem.cardsPerItem) {
      try emit(.receivedIntroductions) { $0.list(piece) { $1.write(to: &$0) } }
    }
    let sent = made.values.sorted { ($0.facts.region, $0.facts.to) < ($1.facts.region, $1.facts.to) }
    for piece in sent.pieces(of: SnapshotItem.cardsPerItem) {
      try emit(.madeIntroductions) { $0.list(piece) { $1.write(to: &$0) } }
    }
    try emit(.askedIntroductions) {
      $0.list(asked.sorted { $0.key < $1.key }) { writer, entry in
        writer.region(entry.key)
        entry.value.write(to: &writer)
      }
      $0.list([IntroductionClaim]()) { $1.write(to: &$0) }
    }
    let claims = contradictory.sorted(by: IntroductionClaim.precedes)
    for piece in claims.pieces(of: SnapshotItem.cardsPerItem) {
      try emit(.askedIntroductions) {
        // Only the first of these items holds what is asked.
        $0.list([RegionName]()) { $0.region($1) }
        $0.list(piece) { $1.write(to: &$0) }
      }
    }
  }

  mutating func read(_ kind: SnapshotItem, _ reader: inout ByteReader) throws(CodecError) {
    switch kind {
    case .receivedIntroductions:
      let list = try reader.list { (reader) throws(CodecError) in try ReceivedIntroduction(from: &reader) }
      for held in list { received[held.facts.introducer, default: [:]][held.facts.region] = held }
    case .madeIntroductions:
      let list = try reader.list { (reader) throws(CodecError) in try MadeIntroduction(from: &reader) }
      for held in list { made[held.document.documentId] = held }
    default:
      let list = try reader.list { (reader) throws(CodecError) in
        (try reader.region(), try AskedIntroductions(from: &reader))
      }
      for (region, request) in list { asked[region] = request }
      contradictory.formUnion(
        try reader.list { (reader) throws(CodecError) in try IntroductionClaim(from: &reader) })
    }
  }
}

extension PeeringState {
  /// Emits which peers stand on introductions, and when others were compared.
  func writeComparisons(_ emit: (SnapshotItem, (inout ByteWriter) -> Void) throws -> Void) rethrows {
    try emit(.introducedPeers) {
      $0.list(introduced.sorted { $0.key < $1.key }) { writer, entry in
        writer.region(entry.key)
        entry.value.write(to: &writer)
      }
    }
    try emit(.comparedPeers) {
      $0.list(comparedOn.sorted { $0.key < $1.key }) { writer, entry in
        writer.region(entry.key)
        writer.date(entry.value)
      }
    }
  }

  mutating func readIntroduced(_ reader: inout ByteReader) throws(CodecError) {
    let list = try reader.list { (reader) throws(CodecError) in
      (try reader.region(), try IntroducedMark(from: &reader))
    }
    for (region, mark) in list { introduced[region] = mark }
  }

  mutating func readCompared(_ reader: inout ByteReader) throws(CodecError) {
    let list = try reader.list { (reader) throws(CodecError) in (try reader.region(), try reader.date()) }
    for (region, day) in list { comparedOn[region] = day }
  }
}
