/// Where the bytes of a body come from.
protocol BodySource: AnyObject {
  /// At most `count` bytes, as soon as there are any; empty at the end.
  func readBody(upTo count: Int) throws(HTTPBodyError) -> [UInt8]

  /// So many bytes more are kept until the answer is written; false where there is no room for them.
  func hold(_ count: Int) -> Bool

  /// All of it is here: whether it may be worked on, after a wait that cost its client none of what it may ask at a time.
  func mayGoOn() -> Bool
}

/// The body of a request. Reading blocks until bytes arrive, within the listener's deadlines; chunked bodies come out
/// decoded. A class, because reading it once uses it up.
public final class RequestBody {
  private enum Source {
    case bytes(ArraySlice<UInt8>)
    case stream(any BodySource)
    case failed(HTTPBodyError)
  }

  private var source: Source
  /// The Content-Length; nil for a chunked body.
  public let declaredLength: Int?

  /// A body that is already here, for tests and simulations.
  public init(_ bytes: [UInt8]) {
    source = .bytes(bytes[...])
    declaredLength = bytes.count
  }

  init(_ stream: any BodySource, declaredLength: Int?) {
    source = .stream(stream)
    self.declaredLength = declaredLength
  }

  /// After the handler returned there is no connection to read from any more.
  func detach() { source = .failed(.disconnected) }

  /// The next bytes of the body, at most `count` of them; empty at its end.
  public func read(upTo count: Int) throws(HTTPBodyError) -> [UInt8] {
    guard count > 0 else { return [] }
    switch source {
    case .failed(let error): throw error
    case .bytes(let bytes):
      source = .bytes(bytes.dropFirst(count))
      return Array(bytes.prefix(count))
    case .stream(let stream):
      do throws(HTTPBodyError) {
        return try stream.readBody(upTo: count)
      } catch {
        source = .failed(error)
        throw error
      }
    }
  }

  /// The whole rest of the body. Throws `.tooLarge` when it is over `limit` bytes: where the length is announced,
  /// before anything is read. Throws `.overloaded` when too much is held in memory already, or too much asked at a time.
  public func collect(limit: Int) throws(HTTPBodyError) -> [UInt8] {
    if let declaredLength, declaredLength > limit { throw .tooLarge }
    var bytes: [UInt8] = []
    // It grows with what arrives: an announcement alone takes no memory.
    while true {
      let piece = try read(upTo: min(65_535, max(0, limit) - bytes.count) + 1)
      if piece.isEmpty {
        if case .stream(let stream) = source, !stream.mayGoOn() { throw .overloaded }
        return bytes
      }
      guard bytes.count + piece.count <= limit else { throw .tooLarge }
      if case .stream(let stream) = source, !stream.hold(piece.count) {
        source = .failed(.overloaded)
        throw .overloaded
      }
      // Most bodies are one piece. One with much room left is not kept: many of them may be waited for.
      if bytes.isEmpty, piece.count > piece.capacity / 2 {
        bytes = piece
        continue
      }
      // Doubled later: most of the others are short.
      let needed = bytes.count + piece.count
      if needed > bytes.capacity, needed < 65_536 { bytes.reserveCapacity(needed + Self.slack) }
      bytes.append(contentsOf: piece)
    }
  }

  /// Room for bytes that come one by one.
  private static let slack = 2_048
}
