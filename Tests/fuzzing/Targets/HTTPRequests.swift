@testable import Transport

/// Bytes of a connection: any cut of them gives the same requests, also where the bodies do not all go through the parser,
/// a request that is taken is one when it is written anew, and no more is held than the limits allow.
@Sendable func fuzzHTTPRequest(_ input: [UInt8]) {
  var choices = Choices(input)
  let flags = choices.byte()
  let seed = choices.number(bytes: 2)
  var limits = ServerLimits()
  if flags & 1 == 1 {
    (limits.maxRequestLineBytes, limits.maxHeaderLineBytes, limits.maxHeadBytes) = (40, 48, 120)
    (limits.maxHeaderCount, limits.maxMethodBytes) = (4, 8)
    (limits.maxBodyBytes, limits.maxChunkLineBytes) = (64, 24)
  }
  let pieceBytes = [1, 7, 1_000, 65_536][Int(flags >> 1 & 3)]
  let bytes = Array(choices.rest)
  let whole = Conversation(of: [bytes[...]], limits, pieceBytes)
  var cutter = Cutter(seed: seed)
  let cut = Conversation(of: cutter.pieces(of: bytes), limits, pieceBytes, readsPast: flags & 8 == 8)
  require(whole == cut, "a cut of the bytes changes the result")
  for (head, body) in whole.requests { checkRequest(head, body, limits) }
}

/// What a parser made of the bytes of a connection.
private struct Conversation: Equatable {
  var requests: [(RequestHead, [UInt8])] = []
  /// The head whose body had not ended, and what there was of it.
  var open: (RequestHead, [UInt8])?
  var fault: HTTPFault?
  var isInsideHead = false

  /// The pieces that did not arrive yet.
  private var source: [ArraySlice<UInt8>]
  private let pieceBytes: Int
  /// Whether bodies that come as they are go past the parser, as a listener has them.
  private let readsPast: Bool

  init(of pieces: [ArraySlice<UInt8>], _ limits: ServerLimits, _ pieceBytes: Int, readsPast: Bool = false) {
    (source, self.pieceBytes, self.readsPast) = (pieces.reversed(), pieceBytes, readsPast)
    var parser = RequestParser(limits: limits)
    let longestLine = max(limits.maxRequestLineBytes, limits.maxHeaderLineBytes, limits.maxChunkLineBytes)
    while let piece = source.popLast() {
      piece.withUnsafeBytes { parser.feed($0) }
      while step(&parser) {}
      if fault != nil { break }
      require(parser.pendingBytes <= longestLine, "more than a line is held: \(parser.pendingBytes) bytes")
    }
    if let fault {
      require(parser.nextHead() == .failed(fault), "the parser went on after a fault")
      require(parser.nextBody(upTo: 1) == .failed(fault), "a body went on after a fault")
      require((400...599).contains(fault.status) && !fault.detail.isEmpty, "a fault says nothing")
    }
    isInsideHead = parser.isInsideHead
  }

  /// Takes one thing out of the parser; false when it needs more.
  private mutating func step(_ parser: inout RequestParser) -> Bool {
    guard let (head, body) = open else {
      switch parser.nextHead() {
      case .needsMore: return false
      case .head(let head): open = (head, [])
      case .failed(let found):
        fault = found
        return false
      }
      return true
    }
    let room = min(pieceBytes, parser.plainBodyRoom)
    if readsPast, room > 0 { return readPast(&parser, room) }
    switch parser.nextBody(upTo: pieceBytes) {
    case .needsMore: return false
    case .bytes(let bytes):
      require(!bytes.isEmpty && bytes.count <= pieceBytes, "a piece of \(bytes.count) bytes, \(pieceBytes) asked for")
      open?.1 += bytes
    case .end:
      requests.append((head, body))
      open = nil
    case .failed(let found):
      fault = found
      return false
    }
    return true
  }

  /// Takes so many bytes of a body: what the parser holds of it, and the rest as it arrives.
  private mutating func readPast(_ parser: inout RequestParser, _ room: Int) -> Bool {
    var bytes = [UInt8](unsafeUninitializedCapacity: room) { $1 = parser.takeBytes(into: $0) }
    while bytes.count < room, let piece = source.popLast() {
      let part = piece.prefix(room - bytes.count)
      bytes += part
      if part.count < piece.count { source.append(piece.dropFirst(part.count)) }
    }
    guard !bytes.isEmpty else { return false }
    open?.1 += bytes
    if parser.skipBody(bytes.count), let whole = open {
      requests.append(whole)
      open = nil
    }
    return true
  }

  static func == (left: Conversation, right: Conversation) -> Bool {
    left.requests.elementsEqual(right.requests, by: ==) && left.fault == right.fault
      && left.isInsideHead == right.isInsideHead && left.open?.0 == right.open?.0 && left.open?.1 == right.open?.1
  }
}

private func checkRequest(_ head: RequestHead, _ body: [UInt8], _ limits: ServerLimits) {
  require(body.count <= limits.maxBodyBytes, "a body over its limit")
  require(head.fields.count <= limits.maxHeaderCount, "more fields than the limit")
  let measure = head.fields.reduce(0) { $0 + $1.name.utf8.count }
  require(measure <= limits.maxHeadBytes, "fields over their limit")
  require(!head.method.isEmpty && head.method.utf8.count <= limits.maxMethodBytes, "a method over its limit")
  let hosts = head.fields.values(for: "host").count
  require(hosts == 1 || hosts == 0 && head.isHTTP10, "\(hosts) Host fields")
  let lengths = head.fields.values(for: "content-length").count
  let codings = head.fields.values(for: "transfer-encoding").count
  require(lengths + codings <= 1, "the end of a request can be read in two ways")
  if case .length(let count) = head.framing { require(body.count == count, "a body of another length") }
  for field in head.fields {
    require(
      !field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }, "a field's name")
    require(!field.value.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }, "a control character in a value")
    require(field.value.utf8.first != 0x20 && field.value.utf8.last != 0x20, "blanks around a value")
  }
  if case .path(let path, let query) = head.target {
    require(path.hasPrefix("/"), "a path without a slash")
    require((path + (query ?? "")).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a foreign character in a target")
  }
  checkWrittenAnew(head, body)
}

/// A request that was taken must be the same one when it is written the plain way: no other reader may see two.
private func checkWrittenAnew(_ head: RequestHead, _ body: [UInt8]) {
  var text = head.method + " "
  switch head.target {
  case .server: text += head.method == "OPTIONS" ? "*" : "a:1"
  case .path(let path, let query): text += path + (query.map { "?" + $0 } ?? "")
  }
  text += head.isHTTP10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n"
  for field in head.fields { text += field.name + ": " + field.value + "\r\n" }
  var bytes = Array((text + "\r\n").utf8)
  switch head.framing {
  case .length: bytes += body
  case .chunked:
    if !body.isEmpty { bytes += Array("\(String(body.count, radix: 16))\r\n".utf8) + body + [13, 10] }
    bytes += Array("0\r\n\r\n".utf8)
  }
  // Bytes that were not UTF-8 have grown.
  var limits = ServerLimits()
  (limits.maxHeaderLineBytes, limits.maxHeadBytes) = (65_536, 262_144)
  let again = Conversation(of: [bytes[...]], limits, 65_536)
  require(
    again.requests.count == 1 && again.fault == nil && again.open == nil && !again.isInsideHead,
    "a request that was written anew is not one request: \(again.fault?.detail ?? "none")")
  require(again.requests[0] == (head, body), "a request changed when it was written anew")
}
