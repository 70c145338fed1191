import Engine
import LocalAPI
import PeerProtocol
import Synchronization
import Transport

/// The body of an answer of the local API.
enum LocalAnswer {
  /// One document.
  case document(any LocalDocument)
  /// JSON that stands in the program.
  case text([UInt8])
  /// A list that may be long.
  case list(DocumentList)
  /// An archive, which is made while it is sent.
  case archive(EvidencePieces)

  /// The answer with this body: what is long is sent in pieces, the first of which is made here, so that what is wrong is
  /// said with its status.
  func response(_ headers: [(String, String)]) throws -> HTTPResponse {
    switch self {
    case .document(let document):
      return HTTPResponse(status: 200, headers: headers, body: try document.encoded())
    case .text(let bytes): return HTTPResponse(status: 200, headers: headers, body: bytes)
    case .list(let list):
      let pieces = ListPieces(list)
      let first = try pieces.next() ?? []
      return HTTPResponse(status: 200, headers: headers, body: first, rest: pieces.isAtEnd ? nil : pieces)
    case .archive(let pieces):
      let others = headers.filter { $0.0 != "Content-Type" }
      return HTTPResponse(
        status: 200, headers: others + [("Content-Type", LocalRoute.archiveType)], body: try pieces.next() ?? [],
        rest: pieces)
    }
  }
}

/// A list as JSON, in pieces that a slow reader holds without harm.
final class ListPieces: BodyPieces {
  /// Bytes after which a piece is sent.
  static let pieceBytes = 8_192

  private struct State {
    var isBegun = false
    var hasItem = false
    var isAtEnd = false
  }

  private let list: DocumentList
  private let state = Mutex(State())

  init(_ list: DocumentList) { self.list = list }

  var heldBytes: Int { list.heldBytes }

  /// Whether there are no more pieces.
  var isAtEnd: Bool { state.withLock { $0.isAtEnd } }

  func next() throws -> [UInt8]? {
    try state.withLock { state in
      guard !state.isAtEnd else { return nil }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Self.pieceBytes + Self.pieceBytes / 2)
      if !state.isBegun { bytes.append(contentsOf: (list.member.map { "{\"\($0)\":[" } ?? "[").utf8) }
      state.isBegun = true
      while bytes.count < Self.pieceBytes {
        guard try list.appendPage(&bytes, &state.hasItem) else {
          bytes.append(contentsOf: (list.member == nil ? "]" : "]}").utf8)
          state.isAtEnd = true
          break
        }
      }
      return bytes
    }
  }
}
