import Cryptography
import PeerProtocol
public import Region
import Synchronization
import System

/// Writes to people of this region: a digest to coordinators, alarms to operators and privacy officers.
///
/// What to write follows from the state, and that it was written is an event: a mail that failed is made anew, and a restart
/// writes nothing twice.
public final class MailOutbox: Sendable {
  private struct Memory: Sendable {
    var isUnderWay = false
    var answer: (mail: Mail, result: Result<Void, MailFailure>)?
    /// Moments of uptime at which mail about alarms was sent, within an hour.
    var sentAt: [Int] = []
    var failures = 0
    var retryAt = Int.min
    var trouble: MailTrouble?
  }

  private let store: Store
  private let clock: NodeClock
  private let matches: Matches
  private let random: any RandomSource
  private let settings: MailSettings?
  private let mailer: (any Mailer)?
  private let wake: @Sendable () -> Void
  private let log: @Sendable (LogEvent) -> Void
  private let memory = Mutex(Memory())

  init(
    store: Store, clock: NodeClock, matches: Matches, random: any RandomSource, settings: MailSettings?,
    mailer: (any Mailer)?, wake: @escaping @Sendable () -> Void, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.matches, self.random) = (store, clock, matches, random)
    (self.settings, self.mailer, self.wake, self.log) = (settings, mailer, wake, log)
  }

  /// Why mail does not work; nil where it does, or none is configured.
  var trouble: MailTrouble? { memory.withLock { $0.trouble } }

  /// Sends a mail that says nothing but that mail works, and waits for the mail server.
  public func test(address: String) throws(Refusal) -> Result<Void, MailFailure> {
    guard let mailer else { throw .mail(.notConfigured) }
    let answer = Monitor<Result<Void, MailFailure>?>(nil)
    mailer.send(.test(address: address, id: Hexadecimal.text(random.bytes(8)))) { result in
      answer.notifying { $0 = result }
    }
    _ = answer.wait(until: nil) { $0 != nil }
    return answer.withLock { $0 } ?? .failure(MailFailure("there was no answer"))
  }

  /// Takes in what came of the last mail, and sends the next one where one is due.
  func advance() throws(Refusal) {
    try takeAnswer()
    guard let settings, let mailer else { return }
    let now = clock.uptimeMilliseconds
    guard memory.withLock({ !$0.isUnderWay && $0.retryAt <= now }), let mail = try next(settings) else { return }
    memory.withLock { $0.isUnderWay = true }
    mailer.send(mail) { [self] result in
      memory.withLock { $0.answer = (mail, result) }
      wake()
    }
  }

  private func next(_ settings: MailSettings) throws(Refusal) -> Mail? {
    let at = clock.now
    if let alarms = try nextAlarms(settings, at) { return alarms }
    guard let day = settings.dueDigest(after: store.readLatest { $0.mail.digestOn }, at: at) else { return nil }
    let counts = try worklistCounts()
    if counts.all > 0 { return .digest(on: day, counts) }
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(.mail(.digestSettled(on: day, at: at)))
    }
    return nil
  }

  /// The alarms that people were not told of, as long as they did not get too much mail within the hour: what is left is in
  /// one mail later.
  private func nextAlarms(_ settings: MailSettings, _ at: Timestamp) throws(Refusal) -> Mail? {
    let since = clock.uptimeMilliseconds - 3_600_000
    let isQuiet = memory.withLock { memory in
      memory.sentAt.removeAll { $0 <= since }
      return memory.sentAt.count < EngineLimits.alarmMailsPerHour
    }
    guard isQuiet else { return nil }
    for audience in MailAudience.allCases where settings.audiences.contains(audience) {
      let alarms = try store.readDurable { MailState.untold($0, to: audience, at: at) }
      if !alarms.isEmpty { return .alarms(audience, Array(alarms.prefix(EngineLimits.alarmsInMail))) }
    }
    return nil
  }

  private func worklistCounts() throws(Refusal) -> WorklistCounts {
    var counts = WorklistCounts()
    let list = try matches.worklist()
    while let items = try list.next() {
      for item in items {
        counts.all += 1
        guard case .match(let line) = item else { continue }
        if line.reasons.contains(.unread) { counts.new += 1 }
        if line.reasons.contains(.overdue) { counts.overdue += 1 }
      }
    }
    return counts
  }

  private func takeAnswer() throws(Refusal) {
    guard let (mail, result) = memory.withLock({ $0.answer }) else { return }
    let (at, now) = (clock.now, clock.uptimeMilliseconds)
    switch result {
    case .success:
      // One that could not be stored is taken in again with the next beat.
      try store.commit { (transaction) throws(Refusal) in
        switch mail {
        case .digest(let day, _): try transaction.append(.mail(.digestSettled(on: day, at: at)))
        case .alarms(let audience, let alarms): try transaction.append(.mail(.alarmsTold(audience, alarms, at: at)))
        case .test: break
        }
      }
      memory.withLock { memory in
        if case .alarms = mail { memory.sentAt.append(now) }
        (memory.failures, memory.retryAt, memory.trouble) = (0, .min, nil)
        (memory.isUnderWay, memory.answer) = (false, nil)
      }
    case .failure(let failure):
      memory.withLock { memory in
        memory.failures += 1
        memory.retryAt = now + EngineLimits.mailRetryMilliseconds(after: memory.failures)
        memory.trouble = MailTrouble(since: memory.trouble?.since ?? at, reason: failure.reason)
        (memory.isUnderWay, memory.answer) = (false, nil)
      }
      log(LogEvent(.warning, "mail-failed", ["reason": .string(failure.reason)]))
    }
  }
}
