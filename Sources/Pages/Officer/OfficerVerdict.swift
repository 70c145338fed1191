package import PeerProtocol

/// The first sentence of the privacy officer's screen: whether all is well, and if not what is not.
package struct OfficerVerdict: Sendable {
  /// How serious it is.
  package var level: Level
  /// One sentence for each thing that makes it so.
  package var sentences: [Phrase]

  /// Hours after which a log that no other region witnessed is no longer proof: a checkpoint is signed every six hours.
  package static let witnessHours = 24

  /// The verdict on a screen at a moment.
  package init(_ screen: OfficerScreen, now: Timestamp) {
    let today = LocalTime(now).day
    let late = screen.tasks.filter { $0.level(on: today) == .trouble }
    let disagreeing = screen.comparisons.filter { $0.last.map { !$0.agreed } ?? false }
    let uncompared = screen.comparisons.filter { $0.last == nil }
    var found: [(Level, Phrase)] = []
    if !disagreeing.isEmpty {
      let names = Phrase.list(disagreeing.map { .name(screen.name($0.peer)) })
      found.append(
        (
          .trouble,
          Phrase(
            "Wij en \(names) zijn het niet eens over wat is uitgewisseld.",
            "We and \(names) do not agree on what was exchanged.")
        ))
    }
    if !late.isEmpty {
      found.append(
        (
          .trouble,
          late.count == 1
            ? Phrase("1 zaak kan niet wachten.", "1 matter cannot wait.")
            : Phrase("\(late.count) zaken kunnen niet wachten.", "\(late.count) matters cannot wait.")
        ))
    }
    if !Self.isWitnessed(screen, now) {
      found.append(
        (
          .attention,
          Phrase(
            "Het logboek is de laatste \(Self.witnessHours) uur door geen andere regio bevestigd.",
            "No other region witnessed the audit log in the last \(Self.witnessHours) hours.")
        ))
    }
    if !uncompared.isEmpty {
      let names = Phrase.list(uncompared.map { .name(screen.name($0.peer)) })
      found.append(
        (.attention, Phrase("Met \(names) is nog nooit vergeleken.", "Logs were never compared with \(names).")))
    }
    let waiting = screen.tasks.count - late.count
    if waiting > 0 {
      found.append(
        (
          .attention,
          waiting == 1
            ? Phrase("1 zaak wacht op u.", "1 matter waits for you.")
            : Phrase("\(waiting) zaken wachten op u.", "\(waiting) matters wait for you.")
        ))
    }
    level = found.map(\.0).max() ?? .good
    sentences = found.map(\.1)
    if sentences.isEmpty {
      let regions = CountedNoun.regions.counted(screen.exchanges.count)
      sentences = [
        Phrase(
          "De uitwisseling met \(regions) volgt de afspraken. Er wacht niets op u.",
          "Exchange with \(regions) follows the agreements. Nothing waits for you.")
      ]
    }
  }

  /// The word before the sentence.
  var word: Phrase {
    switch level {
    case .good: Phrase("In orde", "In order")
    case .attention: Phrase("Let op", "Attention")
    case .trouble: Phrase("Niet in orde", "Not in order")
    }
  }

  private static func isWitnessed(_ screen: OfficerScreen, _ now: Timestamp) -> Bool {
    guard let at = screen.witnessedAt else { return false }
    return now.seconds(since: at) <= Int64(witnessHours) * 3_600
  }
}
