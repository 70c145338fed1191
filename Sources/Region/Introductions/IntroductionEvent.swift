public import PeerProtocol

/// What happened to introductions and to peers that stand on them.
public enum IntroductionEvent: Sendable {
  /// A peer introduced another region, or brought a newer card of one that it had introduced.
  case received(ReceivedIntroduction)
  /// This region's operator accepted a region on introductions: it is a peer from now on.
  case accepted(Peer, IntroducedMark)
  /// This region's people compared a peer's key on this day.
  case compared(RegionName, on: CalendarDate)
  /// This region's operator introduced regions to others.
  case made([MadeIntroduction])
  /// The receiver took an introduction, or refused it with a code.
  case settled(DocumentId, refusal: String?)
  /// A peer asks to be introduced.
  case asked(RegionName, AskedIntroductions)
  /// This region's operator answered that: it introduced the peer, or not.
  case answered(RegionName, isGranted: Bool)
  /// What was older than its term at this moment was forgotten.
  case expired(at: Timestamp)
  /// These contradict each other, or an accepted peer: none counts until people compared.
  case contradicted([IntroductionClaim])
  /// The operator lets the endpoint of a peer that was introduced lead to this machine or an internal network.
  case addressAllowed(RegionName)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .received(let introduction):
      writer.byte(1)
      introduction.write(to: &writer)
    case .accepted(let peer, let mark):
      writer.byte(2)
      peer.write(to: &writer)
      mark.write(to: &writer)
    case .compared(let region, let day):
      writer.byte(3)
      writer.region(region)
      writer.date(day)
    case .made(let introductions):
      writer.byte(4)
      writer.list(introductions) { $1.write(to: &$0) }
    case .settled(let id, let refusal):
      writer.byte(5)
      writer.identifier(id)
      writer.optional(refusal) { $0.string($1) }
    case .asked(let region, let request):
      writer.byte(6)
      writer.region(region)
      request.write(to: &writer)
    case .answered(let region, let isGranted):
      writer.byte(7)
      writer.region(region)
      writer.bool(isGranted)
    case .expired(let at):
      writer.byte(8)
      writer.time(at)
    case .contradicted(let claims):
      writer.byte(9)
      writer.list(claims) { $1.write(to: &$0) }
    case .addressAllowed(let region):
      writer.byte(10)
      writer.region(region)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .received(try ReceivedIntroduction(from: &reader))
    case 2: self = .accepted(try Peer(from: &reader), try IntroducedMark(from: &reader))
    case 3: self = .compared(try reader.region(), on: try reader.date())
    case 4:
      self = .made(try reader.list { (reader) throws(CodecError) in try MadeIntroduction(from: &reader) })
    case 5:
      self = .settled(
        try reader.identifier(), refusal: try reader.optional { (reader) throws(CodecError) in try reader.string() })
    case 6: self = .asked(try reader.region(), try AskedIntroductions(from: &reader))
    case 7: self = .answered(try reader.region(), isGranted: try reader.bool())
    case 8: self = .expired(at: try reader.time())
    case 9:
      self = .contradicted(
        try reader.list { (reader) throws(CodecError) in try IntroductionClaim(from: &reader) })
    case 10: self = .addressAllowed(try reader.region())
    default: throw CodecError("an unknown introduction event")
    }
  }

  /// What this node's clock said when it happened, where the event tells; milliseconds since 1970.
  var moment: Int? {
    switch self {
    case .received(let introduction): introduction.arrivedAt.milliseconds
    case .accepted(_, let mark): mark.at.milliseconds
    case .made(let introductions): introductions.first?.facts.at.milliseconds
    case .asked(_, let request): request.at.milliseconds
    case .expired(let at): at.milliseconds
    case .compared, .settled, .answered, .contradicted, .addressAllowed: nil
    }
  }
}
