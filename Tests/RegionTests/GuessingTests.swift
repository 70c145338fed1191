import Cryptography
import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// When a peer's feed looks like guessing, and when it does not: by months of additions as regions really have them.
@Suite(.timeLimit(.minutes(30))) struct GuessingTests {
  /// A region that receives from a peer, a batch a day.
  private final class Receiver {
    var state = RegionState()
    let key: FeedKey
    private(set) var today = 20_000
    private var sequence = 0
    private var nextPerson = 0
    private var held: [(person: Int, day: Int)] = []
    /// Every alarm that was raised: on which day, and which.
    private(set) var raised: [(day: Int, suspicion: Suspicion)] = []
    private(set) var cleared: [GuessingSign] = []
    let random: SeededRandom
    private let point = Samples.person("p")

    init(seed: UInt64 = 1) throws {
      random = SeededRandom(seed: seed)
      key = FeedKey(agreement: Samples.sure(DocumentId(SHA256.hash([1]))), kind: .youth)
      state.exchange.open(key.agreement, kinds: [.youth], peer: Samples.drenthe)
    }

    var at: Int { today * 86_400_000 }

    /// One batch with so many new entries that withdraws those of `leaving`.
    func batch(add count: Int, withdraw leaving: [Int] = [], complete: Bool = true, facts: BatchFacts? = nil) {
      sequence += 1
      let additions = (0..<count).map { offset in
        ReceivedAddition(
          handle: handle(nextPerson + offset), point: point,
          token: MatchToken(high: 2, low: UInt64(nextPerson + offset)))
      }
      let gone = Set(leaving)
      held.removeAll { gone.contains($0.person) }
      held += (nextPerson..<nextPerson + count).map { ($0, today) }
      nextPerson += count
      let facts =
        facts ?? BatchFacts(generation: 1, sequence: sequence, complete: complete, newAdditions: count)
      let receipt = SignedDocument(payload: Array("\(sequence)".utf8), signatures: [])
      state.apply(
        .exchange(
          .batchReceived(
            key, receipt: receipt, facts: facts, additions: additions, withdrawals: leaving.map { handle($0) },
            detected: [], at: at)))
      review(LimitDecisions(state).decideSuspicions(Samples.drenthe, at: at))
    }

    func handle(_ person: Int) -> Handle { Handle(high: UInt64(person), low: 1) }

    func nextDay() {
      today += 1
      review(LimitDecisions(state).decideLimits(at: at))
    }

    private func review(_ events: [RegionEvent]) {
      for event in events {
        state.apply(event)
        if case .limits(.suspicionRaised(_, let suspicion)) = event { raised.append((today, suspicion)) }
        if case .limits(.suspicionCleared(_, let sign)) = event { cleared.append(sign) }
      }
    }

    /// A month of so many additions, unevenly over its days; what is a year old is withdrawn.
    func month(_ count: Int, days: Int = 30) {
      var generator = random
      var shares = [Int](repeating: 0, count: days)
      for _ in 0..<count { shares[Int.random(in: 0..<days, using: &generator)] += 1 }
      for share in shares {
        nextDay()
        batch(add: share, withdraw: held.filter { $0.day < today - 365 }.map(\.person))
      }
    }

    /// Those that were added on the day before.
    var yesterdays: [Int] { held.filter { $0.day == today - 1 }.map(\.person) }

    /// An exception for the peer, concluded.
    func except(_ additions: Int, days: ClosedRange<Int>) {
      let terms = LimitException(
        agreement: key.agreement, region: Samples.drenthe, additions: additions,
        from: Timestamp(seconds: Int64(days.lowerBound) * 86_400),
        until: Timestamp(seconds: Int64(days.upperBound) * 86_400), reason: "two organisations enter anew")
      let document = SignedDocument(payload: terms.bytes, signatures: [])
      let record = LimitExceptionRecord(
        document: document, terms: terms, peer: Samples.drenthe, standing: .received, approvals: [])
      state.apply(.limits(.exceptionReceived(record)))
      state.apply(.limits(.exceptionConcluded(record.id, document)))
    }
  }

  private static let months2019 = [574, 789, 699, 701, 624, 719, 853, 686, 663, 737, 659, 785]

  @Test(arguments: [1, 2, 3])
  func theRealMonthsOf2019RaiseNothing(seed: UInt64) throws {
    let receiver = try Receiver(seed: seed)
    receiver.batch(add: 6_372)
    for _ in 0..<2 { Self.months2019.forEach { receiver.month($0) } }
    #expect(receiver.raised.isEmpty, "\(receiver.raised)")
  }

  /// DOMAIN: in November 2017 two organisations entered their signals anew.
  @Test(arguments: [1, 2, 3], [false, true])
  func theMonthsOf2017And2018RaiseOneAlarm(seed: UInt64, announced: Bool) throws {
    let receiver = try Receiver(seed: seed)
    receiver.batch(add: 5_000)
    for _ in 0..<12 { receiver.month(600) }
    #expect(receiver.raised.isEmpty)
    let november = receiver.today + 1
    if announced { receiver.except(6_000, days: november...november + 89) }
    for count in [1_659, 2_828, 3_270] { receiver.month(count) }
    let february = receiver.today + 1
    for _ in 0..<12 { receiver.month(600) }
    if announced {
      #expect(receiver.raised.isEmpty, "\(receiver.raised)")
      return
    }
    #expect(receiver.raised.count == 1, "once an episode: \(receiver.raised)")
    let alarm = try #require(receiver.raised.first)
    #expect(alarm.suspicion.sign == .rate)
    #expect((november..<february).contains(alarm.day))
    #expect((550...650).contains(alarm.suspicion.compared))
    #expect(receiver.cleared == [.rate] && receiver.state.limits.suspicions.isEmpty)
  }

  @Test func theAlarmSaysItInPlainWords() {
    let suspicion = Suspicion(sign: .rate, seen: 1_659, compared: 600, at: Timestamp(seconds: 0))
    #expect(
      suspicion.detail(of: Samples.drenthe, things: "youths")
        == "drenthe added 1,659 youths in 30 days where about 600 are usual. That may be guessing who is known here.")
    #expect([0, 999, 1_000, -12_345, 1_234_567].map(grouped) == ["0", "999", "1,000", "-12,345", "1,234,567"])
  }

  /// At the limit of 1,000 a day, and withdrawn the next day: seen within days, behind feeds of any size.
  @Test(arguments: [0, 300, 7_000, 50_000])
  func aGuesserIsSeenWithinDays(size: Int) throws {
    let receiver = try Receiver()
    receiver.batch(add: size)
    for _ in 0..<6 { receiver.month(size / 12) }
    let began = receiver.today
    let before = receiver.raised.count
    for _ in 0..<20 {
      receiver.nextDay()
      receiver.batch(add: 1_000, withdraw: receiver.yesterdays)
    }
    let first = try #require(receiver.raised.dropFirst(before).first)
    #expect(before == 0)
    #expect(first.day - began <= (size > 10_000 ? 14 : 6), "after \(first.day - began) days")
    #expect(receiver.raised.contains { $0.suspicion.sign == .haste })
    // Each sign once, however long it goes on.
    #expect(Set(receiver.raised.map(\.suspicion.sign.rawValue)).count == receiver.raised.count)
  }

  /// One that never calls its first load complete has it for thirty days, and its turnover is seen before that.
  @Test func aLoadThatNeverEndsHidesNoGuesser() throws {
    let receiver = try Receiver()
    for _ in 0..<20 {
      receiver.nextDay()
      receiver.batch(add: 1_000, withdraw: receiver.yesterdays, complete: false)
    }
    #expect(receiver.raised.map(\.suspicion.sign) == [.size])
    let patient = try Receiver()
    patient.batch(add: 0, complete: false)
    for _ in 0..<6 { patient.nextDay() }
    for _ in 0..<40 {
      patient.nextDay()
      patient.batch(add: 100, withdraw: patient.yesterdays, complete: false)
    }
    #expect(patient.raised.contains { $0.suspicion.sign == .haste })
  }

  @Test func aFirstLoadARenewalAndARepairRaiseNothing() throws {
    let receiver = try Receiver()
    for part in 0..<10 {
      receiver.batch(add: 1_000, complete: part == 9)
      receiver.nextDay()
    }
    for _ in 0..<6 { receiver.month(600) }
    // A renewal: another agreement, whose feed is loaded once more.
    let renewal = FeedKey(agreement: Samples.sure(DocumentId(SHA256.hash([2]))), kind: .youth)
    receiver.state.exchange.open(renewal.agreement, kinds: [.youth], peer: Samples.drenthe)
    load(8_000, renewal, BatchFacts(generation: 1, sequence: 1, complete: true, newAdditions: 8_000), receiver)
    receiver.month(600)
    // This node lost a year, and the peer sends again what is not here any more.
    load(
      7_000, receiver.key,
      BatchFacts(generation: 9, sequence: 1, complete: true, newAdditions: 7_000, fillsGap: true), receiver)
    #expect(receiver.raised.isEmpty, "\(receiver.raised)")
    // A generation without such a reason hides nothing: what is not in the feed counts.
    load(
      7_000, receiver.key, BatchFacts(generation: 10, sequence: 1, complete: false, newAdditions: 7_000), receiver)
    #expect(receiver.raised.map(\.suspicion.sign) == [.rate])
  }

  private func load(_ count: Int, _ key: FeedKey, _ facts: BatchFacts, _ receiver: Receiver) {
    let name = "\(key.agreement.base64URL) \(facts.generation)"
    let additions = (0..<count).map { number in
      ReceivedAddition(
        handle: Samples.sure(Handle(SHA256.hash(Array("\(name) \(number)".utf8)).prefix(16))),
        point: Samples.person("p"),
        token: Samples.sure(MatchToken(SHA256.hash(Array("t \(name) \(number)".utf8)).prefix(16))))
    }
    receiver.state.apply(
      .exchange(
        .batchReceived(
          key, receipt: SignedDocument(payload: Array(name.utf8), signatures: []), facts: facts, additions: additions,
          withdrawals: [], detected: [], at: receiver.at)))
    receiver.batch(add: 0, facts: BatchFacts(generation: 1, sequence: 1, complete: false, newAdditions: 0))
  }

  /// A generation that names others than the last dropped these soon after they came.
  @Test func whatAGenerationDropsSoonCountsAsWithdrawn() throws {
    let receiver = try Receiver()
    receiver.batch(add: 100)
    receiver.nextDay()
    receiver.batch(add: 200)
    receiver.nextDay()
    receiver.batch(
      add: 10, facts: BatchFacts(generation: 2, sequence: 1, complete: true, newAdditions: 10))
    let raised = try #require(receiver.raised.first { $0.suspicion.sign == .haste })
    #expect(raised.suspicion.seen == 200 && raised.suspicion.compared == 210)
  }

  @Test func anEntryKnowsWhetherItWasAddedSoonBefore() {
    for day in [0, 1, 2_046, 2_047, 20_777, -3] {
      let added = AdditionDay(day)
      #expect(added.isSoon(before: day) && added.isSoon(before: day + 7))
      #expect(!added.isSoon(before: day + 8) && !added.isSoon(before: day + 2_000))
    }
    #expect(!AdditionDay.load.isSoon(before: 0))
    #expect(MemoryLayout<IncomingFeed.Entry>.stride == 88, "a day costs no memory")
  }

  @Test func watchesSurviveASnapshot() throws {
    let receiver = try Receiver()
    receiver.batch(add: 100)
    receiver.month(500)
    receiver.nextDay()
    receiver.batch(add: 0, withdraw: receiver.yesterdays)
    receiver.except(5, days: receiver.today...receiver.today + 1)
    var reader = RegionSnapshotReader()
    try RegionSnapshotWriter(receiver.state).write { try reader.read($0) }
    let copy = try reader.finish()
    #expect(copy.limits.watches == receiver.state.limits.watches)
    #expect(copy.limits.received == receiver.state.limits.received)
    #expect(copy.limits.suspicions == receiver.state.limits.suspicions)
    #expect(copy.limits.clock == receiver.state.limits.clock)
    #expect(copy.limits.exceptions.keys == receiver.state.limits.exceptions.keys)
    let handles = receiver.state.exchange.incoming[receiver.key]?.entries.keys ?? []
    for handle in handles {
      #expect(
        copy.exchange.incoming[receiver.key]?.entries[handle]?.addedOn
          == receiver.state.exchange.incoming[receiver.key]?.entries[handle]?.addedOn)
    }
  }
}
