public import PeerProtocol

/// What happened to the reviews of the audit log.
public enum ReviewEvent: Sendable {
  /// A privacy officer made a plan, or another one; the first period is the one before this moment.
  case planned(ReviewPlan, at: Timestamp)
  /// The entries of a period were chosen.
  case opened(OpenReview)
  /// A privacy officer closed the review that was open.
  case closed(ClosedReview)
  /// An alarm said that this period's review is overdue.
  case alarmRaised(ReviewPeriod, at: Timestamp)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .planned(let plan, let at):
      writer.byte(1)
      plan.write(to: &writer)
      writer.time(at)
    case .opened(let review):
      writer.byte(2)
      review.write(to: &writer)
    case .closed(let review):
      writer.byte(3)
      review.write(to: &writer)
    case .alarmRaised(let period, let at):
      writer.byte(4)
      period.write(to: &writer)
      writer.time(at)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .planned(try ReviewPlan(from: &reader), at: try reader.time())
    case 2: self = .opened(try OpenReview(from: &reader))
    case 3: self = .closed(try ClosedReview(from: &reader))
    case 4: self = .alarmRaised(try ReviewPeriod(from: &reader), at: try reader.time())
    default: throw CodecError("an unknown event of a review")
    }
  }

  /// The entry about this event.
  var auditFact: AuditFact {
    switch self {
    case .planned(let plan, _):
      AuditFact(.reviewPlanned, ["share": .number(plan.share), "every": .word(plan.cadence.name)])
    case .opened(let review):
      AuditFact(
        .reviewOpened,
        [
          "review": .word(review.id), "share": .number(review.share), "instance": .word(review.seed.instance),
          "size": .number(review.seed.size), "root": .word(Base64URL.encode(review.seed.root)),
          "found": .number(review.found), "chosen": .words(review.chosen.map(\.text)),
        ])
    case .closed(let review):
      AuditFact(
        .reviewed,
        [
          "review": .word(review.id), "outcome": .word(review.outcome.name),
          "references": .words(review.references.map(\.text)),
        ])
    case .alarmRaised(let period, _): AuditFact(.reviewOverdue, ["review": .word(period.id)])
    }
  }
}
