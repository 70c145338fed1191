import PeerProtocol

extension ByteWriter {
  mutating func date(_ value: CalendarDate) { int(Int(value.daysSince1970)) }
  mutating func time(_ value: Timestamp) { int(Int(value.seconds)) }
  mutating func identifier<Tag>(_ value: Identifier16<Tag>) {
    word(value.high)
    word(value.low)
  }

  mutating func point(_ value: OpaquePoint) { value.write(to: &self) }
  mutating func identifier<Tag>(_ value: Identifier32<Tag>) { raw(value.bytes) }
  mutating func region(_ value: RegionName) { string(value.text) }

  mutating func document(_ value: SignedDocument) {
    blob(value.payload)
    list(value.signatures) { writer, signature in
      writer.blob(signature.protectedHeader)
      writer.blob(signature.signature)
    }
  }
}

extension ByteReader {
  mutating func date() throws(CodecError) -> CalendarDate {
    guard let days = Int32(exactly: try int()) else { throw CodecError("a date is out of range") }
    return CalendarDate(daysSince1970: Int(days))
  }

  mutating func time() throws(CodecError) -> Timestamp { Timestamp(seconds: Int64(try int())) }

  mutating func identifier<Tag>() throws(CodecError) -> Identifier16<Tag> {
    Identifier16<Tag>(high: try word(), low: try word())
  }

  mutating func identifier<Tag>() throws(CodecError) -> Identifier32<Tag> {
    guard let value = Identifier32<Tag>(try raw(32)) else { throw CodecError("an identifier is not 32 bytes") }
    return value
  }

  mutating func region() throws(CodecError) -> RegionName {
    guard let value = RegionName(try string()) else { throw CodecError("a region's name is not one") }
    return value
  }

  mutating func pseudonym() throws(CodecError) -> Pseudonym {
    try Pseudonym(from: &self)
  }

  mutating func document() throws(CodecError) -> SignedDocument {
    let payload = try blob()
    let signatures = try list { (reader) throws(CodecError) in
      SignedDocument.Signature(protectedHeader: try reader.blob(), signature: try reader.blob())
    }
    return SignedDocument(payload: payload, signatures: signatures)
  }
}

extension Timestamp {
  /// Milliseconds since 1970, held within what is a moment at all: a damaged record may name any second.
  var milliseconds: Int { Int(min(max(seconds, 0), 1 << 40)) * 1000 }
}
