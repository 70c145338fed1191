/// A request of this node to another, or of the command line to its node.
public struct OutgoingRequest: Sendable {
  /// `https://host:port/path`; no other scheme, no user name.
  public var url: String
  /// GET, PUT, POST and so on.
  public var method: String
  /// Header fields in order. Content-Length and Host are added.
  public var headers: [(String, String)]
  /// The body as a whole. Can be sent again when a kept connection turns out to be dead.
  public var body: [UInt8]?
  /// The body as a stream, instead of `body`: called with a number of bytes, it returns at most that many; none at the
  /// end, and nil to break the request off. It is called on the client's only thread: it may read a file, but must not wait for anything else.
  public var bodyReader: (@Sendable (Int) -> [UInt8]?)?
  /// How many bytes `bodyReader` will give; without it the body is sent in chunks.
  public var bodyLength: Int?
  /// SHA-256 of the SubjectPublicKeyInfo of the server (32 bytes each); one of them must match. With pins the key is the
  /// proof of identity, so the name and the dates in the certificate do not count.
  public var pins: [[UInt8]]
  /// Trust anchors: the server's chain must lead to one of them, be valid today and not be revoked. Together with pins both
  /// must hold; without pins the certificate must also be for the host in the URL.
  public var anchors: TrustAnchors?
  /// Which addresses it may connect to, whatever the name in the URL leads to.
  public var addresses = AddressPolicy.any
  /// Whether TLS 1.2 is spoken where the server has no TLS 1.3. Peers have.
  public var allowsOlderTLS = false
  /// Seconds until the TLS connection must stand.
  public var connectTimeout: Double
  /// Seconds until the answer must be complete, counted from `send`, waiting for a free connection included.
  public var timeout: Double
  /// The largest answer that is taken, in bytes.
  public var maxResponseBytes: Int

  /// A request of these parts. Without pins and without anchors it is refused: there would be nobody to trust.
  public init(
    url: String, method: String = "GET", headers: [(String, String)] = [], body: [UInt8]? = nil,
    bodyReader: (@Sendable (Int) -> [UInt8]?)? = nil, bodyLength: Int? = nil, pins: [[UInt8]] = [],
    anchors: TrustAnchors? = nil, connectTimeout: Double = 10, timeout: Double = 60,
    maxResponseBytes: Int = 2 << 20
  ) {
    self.url = url
    self.method = method
    self.headers = headers
    self.body = body
    self.bodyReader = bodyReader
    self.bodyLength = bodyLength
    self.pins = pins
    self.anchors = anchors
    self.connectTimeout = connectTimeout
    self.timeout = timeout
    self.maxResponseBytes = maxResponseBytes
  }

  /// What is wrong with it, before anything is sent.
  var fault: String? {
    if pins.isEmpty && anchors == nil { return "there are neither pins nor trust anchors to know the server by" }
    if !pins.allSatisfy({ $0.count == 32 }) { return "a pin is not 32 bytes long" }
    if !url.lowercased().hasPrefix("https://") { return "the URL does not start with https://" }
    if url.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) { return "the URL holds characters that must be encoded" }
    if method.isEmpty || !method.utf8.allSatisfy(ByteSet.token.contains) { return "the method is not a token" }
    for (name, value) in headers {
      guard !name.isEmpty, name.utf8.allSatisfy(ByteSet.token.contains), value.utf8.allSatisfy(Byte.isFieldValue) else {
        return "a header field holds characters that it must not"
      }
    }
    if body != nil && bodyReader != nil { return "there are both a body and a stream for it" }
    if let bodyLength, bodyLength < 0 { return "the length of the body is negative" }
    return nil
  }
}
