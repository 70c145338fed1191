import Cryptography
public import PeerProtocol

/// What was removed from the front of the log after its term, and what is kept for as long as entries need it.
public struct AuditRetention: Sendable, Equatable {
  /// What was removed from the front of each instance, by its id.
  public internal(set) var pruned: [String: PrunedSpan] = [:]
  /// The day on which entries were last removed.
  public internal(set) var prunedOn: CalendarDate?
  /// The numbers of removed entries whose files may still be there, by instance.
  public internal(set) var uncleared: [String: Range<Int>] = [:]
  /// The last day on which an entry named the holder of a certificate, by SHA-256 of it.
  public internal(set) var holderDays: [[UInt8]: CalendarDate] = [:]
  /// The signed cards of the newest roster of each instance, by its id.
  public internal(set) var rosterCards: [String: [SignedDocument]] = [:]

  init() {}

  /// How many entries at the front of an instance were removed.
  public func removed(of instance: String) -> Int { pruned[instance]?.before ?? 0 }

  mutating func note(_ holders: [[UInt8]], on day: CalendarDate) {
    for holder in holders { holderDays[holder] = max(holderDays[holder] ?? day, day) }
  }

  mutating func clear(_ instances: [String]) { for instance in instances { uncleared[instance] = nil } }

  mutating func write(_ span: PrunedSpan) {
    let former = uncleared[span.instance]?.lowerBound ?? removed(of: span.instance)
    pruned[span.instance] = span
    if former < span.before { uncleared[span.instance] = former..<span.before }
    // Nothing of the instance is left that could name a card.
    if span.keptFrom == nil { rosterCards[span.instance] = nil }
  }

  // MARK: - Snapshot

  func write(to writer: inout ByteWriter) {
    writer.list(pruned.values.sorted { $0.instance < $1.instance }) { $1.write(to: &$0) }
    writer.optional(prunedOn) { $0.int(Int($1.daysSince1970)) }
    writer.list(uncleared.sorted { $0.key < $1.key }) { writer, row in
      writer.string(row.key)
      writer.int(row.value.lowerBound)
      writer.int(row.value.upperBound)
    }
    writer.list(holderDays.sorted { $0.key.lexicographicallyPrecedes($1.key) }) { writer, row in
      writer.blob(row.key)
      writer.int(Int(row.value.daysSince1970))
    }
  }

  /// All but the cards, which stand in items of their own.
  init(from reader: inout ByteReader) throws(CodecError) {
    for span in try reader.list({ (reader) throws(CodecError) in try PrunedSpan(from: &reader) }) {
      pruned[span.instance] = span
    }
    prunedOn = try reader.optional { (reader) throws(CodecError) in CalendarDate(daysSince1970: try reader.int()) }
    for (instance, first, end) in try reader.list({ (reader) throws(CodecError) in
      (try reader.string(), try reader.int(), try reader.int())
    }) where first < end { uncleared[instance] = first..<end }
    for (holder, day) in try reader.list({ (reader) throws(CodecError) in (try reader.blob(), try reader.int()) }) {
      holderDays[holder] = CalendarDate(daysSince1970: day)
    }
  }
}

extension AuditState {
  /// The day of the oldest entry that the log holds; nil before it began.
  public var keptFrom: CalendarDate? { keptDays.min() }

  /// For each instance that has entries left, the day of the oldest.
  private var keptDays: [CalendarDate] {
    (former.map(\.instance) + (instance.map { [$0] } ?? [])).compactMap { instance in
      guard let span = retention.pruned[instance.id] else { return CalendarDate(instance.beganAt) }
      return span.keptFrom
    }
  }

  /// The removal of entries whose term is over. Once a day, and never by a clock in doubt.
  ///
  /// - Parameter found: for each instance where something is to be removed, how far.
  public func decidePruning(_ found: [PrunedSpan], on day: CalendarDate, clock: ClockTrust) -> AuditEvent? {
    guard !clock.isInDoubt, retention.prunedOn != day else { return nil }
    let known = found.filter { span in
      span.before > retention.removed(of: span.instance) && span.before <= (end(of: span.instance) ?? 0)
    }
    return known.isEmpty ? nil : .pruned(known, on: day)
  }

  /// How many entries of an instance may go at most; nil where it is not known.
  private func end(of id: String) -> Int? {
    if id == instance?.id { return stored }
    return former.first { $0.instance.id == id }.map { $0.size + $0.tail.count }
  }

  mutating func prune(_ spans: [PrunedSpan], on day: CalendarDate) {
    retention.prunedOn = day
    for span in spans {
      retention.write(span)
      dropTail(ofFormer: span)
    }
    // A key of a holder is of no use once no entry can name the holder.
    guard let oldest = keptFrom else { return }
    let over = Set(retention.holderDays.filter { $0.value < oldest }.keys)
    for holder in over {
      forget(.holder(holder))
      retention.holderDays[holder] = nil
    }
  }

  /// Takes over the signed cards of the peers in the roster under the newest checkpoint: those of now, or where a card was
  /// replaced since the roster was written, the ones that are kept already.
  mutating func keepCards(of roster: [RosterMember], among peers: [RegionName: Peer]) {
    guard let instance else { return }
    let held = retention.rosterCards[instance.id] ?? []
    retention.rosterCards[instance.id] = roster.compactMap { member in
      if let peer = peers[member.region], Self.names(peer.facts, member) { return peer.card }
      return held.first { card in (try? card.payload(as: RegionCard.self)).map { Self.names($0, member) } ?? false }
    }
  }

  private static func names(_ card: RegionCard, _ member: RosterMember) -> Bool {
    card.region == member.region && card.log?.witnessKey.bytes == member.witnessKey
      && card.identityKey.thumbprint.bytes == member.identityKey
  }
}
