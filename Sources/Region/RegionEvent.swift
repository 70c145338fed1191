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

  /// The record that the journal keeps.
  public var record: [UInt8] {
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
    }
    return writer.bytes
  }

  /// Reads a record of the journal.
  ///
  /// - Throws: ``CodecError`` where the record is of no form that this version knows.
  public init(record: [UInt8]) throws(CodecError) {
    var reader = ByteReader(record)
    switch try reader.byte() {
    case 1: self = .signals(try SignalEvent(from: &reader))
    case 2: self = .peering(try PeeringEvent(from: &reader))
    case 3: self = .agreements(try AgreementEvent(from: &reader))
    case 4: self = .exchange(try ExchangeEvent(from: &reader))
    case 5: self = .matches(try MatchEvent(from: &reader))
    default: throw CodecError("an event of an unknown part")
    }
    guard reader.isAtEnd else { throw CodecError("an event is longer than it should be") }
  }
}
