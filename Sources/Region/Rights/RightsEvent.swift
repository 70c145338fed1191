public import PeerProtocol

/// What happened to a request of a person.
public enum RightsEvent: Sendable {
  /// It was written down; again for one whose hold was gone, which is bound to the new one.
  case opened(RightsRequest, at: Timestamp)
  /// Its term was made longer, until this day.
  case extended(Int, ExtensionGround, dueOn: CalendarDate, at: Timestamp)
  /// It was closed; `erased` signals were erased by it. The reason is an officer's, where one was given.
  case closed(Int, RightsOutcome, erased: Int, at: Timestamp, reason: String? = nil)
  /// Nothing is kept of these requests any more.
  case forgotten([Int], at: Timestamp)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .opened(let request, let at):
      writer.byte(1)
      writer.time(at)
      request.write(to: &writer)
    case .extended(let number, let ground, let dueOn, let at):
      writer.byte(2)
      writer.time(at)
      writer.int(number)
      writer.byte(ground.rawValue)
      writer.date(dueOn)
    case .closed(let number, let outcome, let erased, let at, let reason):
      writer.byte(3)
      writer.time(at)
      writer.int(number)
      writer.byte(outcome.rawValue)
      writer.int(erased)
      writer.optional(reason) { $0.string($1) }
    case .forgotten(let numbers, let at):
      writer.byte(4)
      writer.time(at)
      writer.list(numbers) { $0.int($1) }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let tag = try reader.byte()
    guard (1...4).contains(tag) else { throw CodecError("an unknown event of a request") }
    let at = try reader.time()
    switch tag {
    case 1: self = .opened(try RightsRequest(from: &reader), at: at)
    case 2:
      let number = try reader.int()
      guard let ground = ExtensionGround(rawValue: try reader.byte()) else {
        throw CodecError("an unknown ground of an extension")
      }
      self = .extended(number, ground, dueOn: try reader.date(), at: at)
    case 3:
      let number = try reader.int()
      guard let outcome = RightsOutcome(rawValue: try reader.byte()) else {
        throw CodecError("an unknown outcome of a request")
      }
      self = .closed(
        number, outcome, erased: try reader.int(), at: at,
        reason: try reader.optional { (reader) throws(CodecError) in try reader.string() })
    default: self = .forgotten(try reader.list { (reader) throws(CodecError) in try reader.int() }, at: at)
    }
  }

  var moment: Timestamp {
    switch self {
    case .opened(_, let at), .extended(_, _, _, let at), .closed(_, _, _, let at, _), .forgotten(_, let at): at
    }
  }

  /// The entry about this event. It has the same form whether the region knows the person or not.
  var auditFact: AuditFact? {
    switch self {
    case .opened(let request, _):
      AuditFact(
        .subjectRequest, things: [request.reasonThing],
        [
          "request": .word(request.id), "step": .word("opened"), "asked": .word(request.kind.name),
          "capacity": .word(request.capacity.name), "received": .word(request.receivedOn.iso),
          "due": .word(request.dueOn.iso),
        ])
    case .extended(let number, let ground, let dueOn, _):
      AuditFact(
        .subjectRequest,
        [
          "request": .word(RightsRequest.id(number)), "step": .word("extended"), "ground": .word(ground.name),
          "due": .word(dueOn.iso),
        ])
    case .closed(let number, let outcome, let erased, _, let reason):
      AuditFact(
        .subjectRequest, things: reason.map { [.requestText(number, $0)] } ?? [],
        [
          "request": .word(RightsRequest.id(number)), "step": .word("closed"), "outcome": .word(outcome.name),
          "erased": .number(erased),
        ])
    case .forgotten: nil
    }
  }
}
