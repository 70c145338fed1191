public import PeerProtocol

/// What happened to the terms that go with invitations (Schemas/peer-protocol.md, section 4). Terms are an agreement
/// without what nodes fill in, as the bytes of its JSON; they bind nobody.
public enum OnboardingEvent: Sendable {
  /// The invitation with this id carries terms.
  case invitationTerms([UInt8], [UInt8])
  /// The terms of the invitation by which this region and the peer met, made out for the two.
  case peerTerms(RegionName, [UInt8])

  func write(to writer: inout ByteWriter) {
    switch self {
    case .invitationTerms(let invitation, let terms):
      writer.byte(1)
      writer.blob(invitation)
      writer.blob(terms)
    case .peerTerms(let region, let terms):
      writer.byte(2)
      writer.region(region)
      writer.blob(terms)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .invitationTerms(try reader.blob(), try reader.blob())
    case 2: self = .peerTerms(try reader.region(), try reader.blob())
    default: throw CodecError("an unknown event of onboarding")
    }
  }
}
