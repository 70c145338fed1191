import Engine
import LocalAPI
import PeerProtocol
import Synchronization
import Transport

/// The body of an answer of the local API.
enum LocalAnswer {
  /// One document.
  case document(any LocalDocument)
  /// One JSON value that a floor below made.
  case value(JSONValue)
  /// A list that may be long.
  case list(PagedList<JSONValue>)
  /// A list that may be long, of items that are made into JSON one by one.
  case pieces(ListPieces)

  /// The answer with this body: what is long is sent in pieces, the first of which is made here, so that what is wrong is
  /// said with its status.
  func response(_ headers: [(String, String)]) throws -> HTTPResponse {
    switch self {
    case .document(let document):
      return HTTPResponse(status: 200, headers: headers, body: try document.encoded())
    case .value(let value): return HTTPResponse(status: 200, headers: headers, body: JSONText.bytes(of: value))
    case .list(let list): return try Self.response(headers, ListPieces(list) { $0.append(to: &$1) })
    case .pieces(let pieces): return try Self.response(headers, pieces)
    }
  }

  private static func response(_ headers: [(String, String)], _ pieces: ListPieces) throws -> HTTPResponse {
    let first = try pieces.next() ?? []
    return HTTPResponse(status: 200, headers: headers, body: first, rest: pieces.isAtEnd ? nil : pieces)
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

  /// Bytes that are held until the list ends, about.
  let heldBytes: Int
  private let member: String?
  /// Appends the items of the next page, each but the very first after a comma; false after the last page.
  private let appendPage: @Sendable (_ bytes: inout [UInt8], _ hasItem: inout Bool) throws -> Bool
  private let state = Mutex(State())

  /// A list whose items `append` writes as JSON.
  init<Item>(_ list: PagedList<Item>, append: @escaping @Sendable (Item, inout [UInt8]) -> Void) {
    (heldBytes, member) = (list.heldBytes, list.member)
    appendPage = { bytes, hasItem in
      guard let items = try list.next() else { return false }
      for item in items {
        if hasItem { bytes.append(UInt8(ascii: ",")) }
        hasItem = true
        append(item, &bytes)
      }
      return true
    }
  }

  /// Whether there are no more pieces.
  var isAtEnd: Bool { state.withLock { $0.isAtEnd } }

  func next() throws -> [UInt8]? {
    try state.withLock { state in
      guard !state.isAtEnd else { return nil }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Self.pieceBytes + Self.pieceBytes / 2)
      if !state.isBegun { bytes.append(contentsOf: (member.map { "{\"\($0)\":[" } ?? "[").utf8) }
      state.isBegun = true
      while bytes.count < Self.pieceBytes {
        guard try appendPage(&bytes, &state.hasItem) else {
          bytes.append(contentsOf: (member == nil ? "]" : "]}").utf8)
          state.isAtEnd = true
          break
        }
      }
      return bytes
    }
  }
}
