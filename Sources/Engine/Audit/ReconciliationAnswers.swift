import PeerProtocol
import Region

/// What is kept of questions that peers asked, so that a later page does not read the log anew. Nothing here has to survive
/// a restart.
struct ReconciliationAnswers {
  /// All records of one question.
  struct Answer {
    var peer: RegionName
    /// The entry about the question: the answer is what the log says before it.
    var question: AuditEntryId
    var exchanges: [ExchangeHistory.Noted]
  }

  /// The newest questions of one peer.
  private struct Questions {
    var isBusy = false
    /// How often the log was read anew for later pages.
    var scans: [(question: AuditEntryId, count: Int)] = []
    var statements: [(question: AuditEntryId, document: SignedDocument)] = []
  }

  private var questions: [RegionName: Questions] = [:]
  /// Answers of more than one page, the newest last.
  private var answers: [Answer] = []

  /// Lets a peer's question be worked on; false while another of its own is: no peer holds another's up.
  mutating func begin(_ peer: RegionName) -> Bool {
    guard questions[peer]?.isBusy != true else { return false }
    questions[peer, default: Questions()].isBusy = true
    return true
  }

  /// The question was answered, or refused.
  mutating func end(_ peer: RegionName) { questions[peer]?.isBusy = false }

  /// The answer to a question, where it is kept.
  func answer(to question: AuditEntryId, of peer: RegionName) -> Answer? {
    answers.first { $0.question == question && $0.peer == peer }
  }

  /// Keeps an answer of several pages; the oldest go where they are too many.
  mutating func keep(_ answer: Answer) {
    answers.append(answer)
    while answers.count > 1,
      answers.reduce(0, { $0 + $1.exchanges.count }) > EngineLimits.reconciliationRecordsHeld
    {
      answers.removeFirst()
    }
  }

  /// Counts that the log is read anew for a later page; false where that was done too often for this question.
  mutating func countScan(_ question: AuditEntryId, of peer: RegionName) -> Bool {
    var scans = questions[peer]?.scans ?? []
    let count = (scans.first { $0.question == question }?.count ?? 0) + 1
    guard count <= EngineLimits.reconciliationScans else { return false }
    scans.removeAll { $0.question == question }
    scans.append((question, count))
    questions[peer, default: Questions()].scans = scans.suffix(EngineLimits.statementsRemembered)
    return true
  }

  /// The statement about an answer, where it was given already.
  func statement(to question: AuditEntryId, of peer: RegionName) -> SignedDocument? {
    questions[peer]?.statements.first { $0.question == question }?.document
  }

  /// Remembers a statement, so that the last page is the same when it is asked for again.
  mutating func note(_ document: SignedDocument, to question: AuditEntryId, of peer: RegionName) {
    let statements = (questions[peer]?.statements ?? []) + [(question, document)]
    questions[peer, default: Questions()].statements = statements.suffix(EngineLimits.statementsRemembered)
  }
}
