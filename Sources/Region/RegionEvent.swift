import PeerProtocol

/// A fact: something that happened, in the past tense. Applying events is the only way in which state changes, and the
/// journal holds nothing else.
public enum RegionEvent: Sendable {
  /// To this region's signals.
  case signals(SignalEvent)
  /// Between this region and others.
  case peering(PeeringEvent)
  /// To agreements.
  case agreements(AgreementEvent)
  /// To feeds.
  case exchange(ExchangeEvent)
  /// To matches.
  case matches(MatchEvent)
  /// To limits.
  case limits(LimitEvent)
  /// To the registry of privacy officers.
  case credentials(CredentialEvent)
  /// To the trust in the machine's clock.
  case clock(ClockEvent)
  /// To the audit log.
  case audit(AuditEvent)
  /// To the figures.
  case figures(FiguresEvent)
  /// To requests of people about the data on them.
  case rights(RightsEvent)
  /// To the register of organisations, and to municipalities that merge.
  case organisations(OrganisationEvent)
  /// To the systems that are told of changes.
  case webhooks(WebhookEvent)
  /// To mail to people of the region.
  case mail(MailEvent)
  /// To the terms that go with invitations.
  case onboarding(OnboardingEvent)
  /// To frameworks.
  case frameworks(FrameworkEvent)
  /// To introductions of one region to another.
  case introductions(IntroductionEvent)

  /// The record that the journal keeps for this event alone.
  public var record: [UInt8] { Self.record([self]) }

  private var body: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .signals(let event):
      writer.byte(1)
      event.write(to: &writer)
    case .peering(let event):
      writer.byte(2)
      event.write(to: &writer)
    case .agreements(let event):
      writer.byte(3)
      event.write(to: &writer)
    case .exchange(let event):
      writer.byte(4)
      event.write(to: &writer)
    case .matches(let event):
      writer.byte(5)
      event.write(to: &writer)
    case .limits(let event):
      writer.byte(8)
      event.write(to: &writer)
    case .credentials(let event):
      writer.byte(12)
      event.write(to: &writer)
    case .clock(let event):
      writer.byte(9)
      event.write(to: &writer)
    case .audit(let event):
      writer.byte(14)
      event.write(to: &writer)
    case .rights(let event):
      writer.byte(15)
      event.write(to: &writer)
    case .figures(let event):
      writer.byte(16)
      event.write(to: &writer)
    case .organisations(let event):
      writer.byte(17)
      event.write(to: &writer)
    case .webhooks(let event):
      writer.byte(18)
      event.write(to: &writer)
    case .mail(let event):
      writer.byte(19)
      event.write(to: &writer)
    case .onboarding(let event):
      writer.byte(22)
      event.write(to: &writer)
    case .frameworks(let event):
      writer.byte(20)
      event.write(to: &writer)
    case .introductions(let event):
      writer.byte(21)
      event.write(to: &writer)
    }
    return writer.bytes
  }

  private init(body: [UInt8], format: Int) throws(CodecError) {
    var reader = ByteReader(body, format: format)
    switch try reader.byte() {
    case 1: self = .signals(try SignalEvent(from: &reader))
    case 2: self = .peering(try PeeringEvent(from: &reader))
    case 3: self = .agreements(try AgreementEvent(from: &reader))
    case 4: self = .exchange(try ExchangeEvent(from: &reader))
    case 5: self = .matches(try MatchEvent(from: &reader))
    case 8: self = .limits(try LimitEvent(from: &reader))
    case 12: self = .credentials(try CredentialEvent(from: &reader))
    case 9: self = .clock(try ClockEvent(from: &reader))
    case 14: self = .audit(try AuditEvent(from: &reader))
    case 15: self = .rights(try RightsEvent(from: &reader))
    case 16: self = .figures(try FiguresEvent(from: &reader))
    case 17: self = .organisations(try OrganisationEvent(from: &reader))
    case 18: self = .webhooks(try WebhookEvent(from: &reader))
    case 19: self = .mail(try MailEvent(from: &reader))
    case 22: self = .onboarding(try OnboardingEvent(from: &reader))
    case 20: self = .frameworks(try FrameworkEvent(from: &reader))
    case 21: self = .introductions(try IntroductionEvent(from: &reader))
    default: throw CodecError("an event of an unknown part")
    }
    guard reader.isAtEnd else { throw CodecError("an event is longer than it should be") }
  }
}

extension RegionEvent {
  /// One record for events that hold together: after a crash there are all of them or none.
  ///
  /// It begins with ``StoreFormat/mark`` and the number of its format.
  public static func record(_ events: [RegionEvent]) -> [UInt8] {
    var writer = ByteWriter()
    writer.byte(StoreFormat.mark)
    writer.unsigned(UInt64(StoreFormat.current))
    if events.count == 1 {
      writer.raw(events[0].body)
    } else {
      writer.byte(0)
      writer.list(events) { $0.blob($1.body) }
    }
    return writer.bytes
  }

  /// The events of a record, in their order.
  ///
  /// - Throws: ``CodecError`` where the record is of no form that this version knows; ``CodecError/isNewer`` says whether
  ///   a newer program wrote it.
  public static func events(record: [UInt8]) throws(CodecError) -> [RegionEvent] {
    var body = record[...]
    var format = StoreFormat.first
    if record.first == StoreFormat.mark {
      var reader = ByteReader(record)
      _ = try reader.byte()
      format = try StoreFormat.checked(reader.unsigned())
      body = record.dropFirst(reader.position)
    }
    guard body.first == 0 else { return [try RegionEvent(body: Array(body), format: format)] }
    var reader = ByteReader(Array(body.dropFirst()), format: format)
    let events = try reader.list { (reader) throws(CodecError) in
      try RegionEvent(body: try reader.blob(), format: format)
    }
    guard reader.isAtEnd else { throw CodecError("a record is longer than it should be") }
    return events
  }
}

extension RegionEvent {
  /// True where something was erased that earlier records still hold: a snapshot has to follow soon.
  public var erases: Bool {
    switch self {
    case .signals(.erased), .signals(.released), .signals(.corrected), .signals(.wordTaken),
      .signals(.objectionRejected),
      .agreements(.closed), .peering(.closing(.began)), .peering(.removed), .exchange(.batchGivenUp),
      .exchange(.generationStarted),
      .matches(.forgotten), .rights(.closed), .rights(.forgotten), .audit(.pruned):
      true
    case .exchange(.batchReceived(_, _, let facts, _, let withdrawals, _, _)):
      // The first complete batch of a later generation drops what it did not name.
      !withdrawals.isEmpty || (facts.complete && facts.generation > 1)
    default: false
    }
  }

  /// True where something that `state` still holds goes with the event, and earlier records hold it on: what is erased,
  /// and what an update of a signal replaces, such as an identity that was corrected. Asked before the event is applied.
  public func erases(from state: RegionState) -> Bool {
    switch self {
    case .signals(.recorded(let content, _)): return state.signals.row(content.id) != nil
    case .signals(.ended), .signals(.held), .signals(.rulesChanged), .signals(.suspended), .signals(.shieldingRaised):
      // What peers said in a match goes with it.
      return !state.matches.records.isEmpty
    case .matches(.viewReceived(let id, let view?, _, _)):
      // What a peer no longer says of its professionals, it may have erased.
      let now = view.involvements ?? []
      return (state.matches.records[id]?.view?.involvements ?? []).contains { !now.contains($0) }
    case .exchange(.batchAnswered(let key, _, _, _, _)):
      // Until now the handles of what was withdrawn were needed.
      guard let feed = state.exchange.outgoing[key], let batch = feed.pending else { return false }
      return !batch.withdrawals.isEmpty || (batch.complete && !feed.complete && batch.generation > 1)
    default: return erases
    }
  }
}
