import PeerProtocol
import Region
import Synchronization

extension Alarm {
  /// The alarm as an event, for one that goes into the commit of what led to it: a crash after that loses neither, where
  /// the cause would not be noticed a second time.
  func event(about peer: RegionName, at: Timestamp) -> RegionEvent {
    .peering(.alarmRaised(peer, code: code, count: 1, at: at))
  }

  /// The alarms on peers that were accepted on the word of a region that is not trusted any more, each with the peer that it
  /// is about, sorted.
  static func distrusted(_ introducer: RegionName, _ peering: PeeringState) -> [(peer: RegionName, alarm: Alarm)] {
    peering.introduced.filter { $0.value.introducers.contains(introducer) }.keys.sorted()
      .map { ($0, .introducerDistrusted(introducer)) }
  }

  /// The alarm on a contradiction, which is about the introducer.
  init(_ contradiction: IntroductionReader.Contradiction) {
    let region = contradiction.claim.region
    self = contradiction.contradictsPeer ? .introductionContradictsPeer(region) : .conflictingIntroductions(of: region)
  }
}

extension Introductions {
  /// What keeps contradictions, with an alarm on each.
  func events(_ contradictions: [IntroductionReader.Contradiction], at: Timestamp) -> [RegionEvent] {
    guard !contradictions.isEmpty else { return [] }
    return [.introductions(.contradicted(contradictions.map(\.claim)))]
      + contradictions.map { Alarm($0).event(about: $0.claim.introducer, at: at) }
  }

  /// Tells of contradictions in the log.
  func tell(_ contradictions: [IntroductionReader.Contradiction]) {
    for contradiction in contradictions { alarms.tell(Alarm(contradiction), about: contradiction.claim.introducer) }
  }

  /// Looks, now and then, for contradictions that no introduction brought: an introducer is let in again, or a region
  /// became a peer under another key than was said of it.
  func lookForContradictions() throws(Refusal) {
    let uptime = clock.uptimeMilliseconds
    let isDue = lookedAt.withLock { last in
      guard uptime - last >= EngineLimits.alarmMilliseconds else { return false }
      last = uptime
      return true
    }
    guard isDue else { return }
    let at = clock.now
    guard !store.readLatest({ IntroductionReader($0).newContradictions(now: at) }).isEmpty else { return }
    let found = try store.commit { (transaction) throws(Refusal) -> [IntroductionReader.Contradiction] in
      let found = IntroductionReader(transaction.state).newContradictions(now: at)
      try transaction.append(self.events(found, at: at))
      return found
    }
    tell(found)
  }
}
