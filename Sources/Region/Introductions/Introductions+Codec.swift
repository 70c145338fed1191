import Cryptography
import PeerProtocol

extension ReceivedIntroduction {
  func write(to writer: inout ByteWriter) {
    writer.document(document)
    writer.document(card)
    writer.blob(introducerKey.bytes)
    writer.time(arrivedAt)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let document = try reader.document()
    let card = try reader.document()
    guard let key = try? Ed25519PublicKey(bytes: try reader.blob()) else {
      throw CodecError("a stored key does not read")
    }
    self.init(
      document: document, facts: try Introduction(stored: document), card: card,
      cardFacts: try RegionCard(stored: card), introducerKey: key, arrivedAt: try reader.time())
  }
}

extension Introduction {
  /// What an introduction that was verified when it came says.
  fileprivate init(stored document: SignedDocument) throws(CodecError) {
    do { self = try Introduction(parsing: document.payload) } catch {
      throw CodecError("a stored introduction does not read")
    }
  }
}

extension MadeIntroduction {
  func write(to writer: inout ByteWriter) {
    writer.document(document)
    writer.bool(wasAsked)
    switch outcome {
    case .waiting: writer.byte(1)
    case .delivered: writer.byte(2)
    case .refused(let code):
      writer.byte(3)
      writer.string(code)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let document = try reader.document()
    self.init(document: document, facts: try Introduction(stored: document), wasAsked: try reader.bool())
    switch try reader.byte() {
    case 1: outcome = .waiting
    case 2: outcome = .delivered
    case 3: outcome = .refused(try reader.string())
    default: throw CodecError("an unknown outcome of an introduction")
    }
  }
}

extension AskedIntroductions {
  func write(to writer: inout ByteWriter) {
    writer.identifier(request.framework)
    switch request.to {
    case .all: writer.bool(true)
    case .regions(let regions):
      writer.bool(false)
      writer.list(regions) { $0.region($1) }
    }
    writer.time(at)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let framework: DocumentId = try reader.identifier()
    let to: IntroductionRequest.Target =
      try reader.bool()
      ? .all : .regions(try reader.list { (reader) throws(CodecError) in try reader.region() })
    self.init(request: IntroductionRequest(framework: framework, to: to), at: try reader.time())
  }
}

extension IntroducedMark {
  func write(to writer: inout ByteWriter) {
    writer.list(introducers) { $0.region($1) }
    writer.bool(allowsInternalAddress)
    writer.time(at)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(
      introducers: try reader.list { (reader) throws(CodecError) in try reader.region() },
      allowsInternalAddress: try reader.bool(), at: try reader.time())
  }
}
