/// Where a node listens: a host and a port.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// A name, an IPv4 address, or an IPv6 address in brackets.
  public let host: String
  /// 1 to 65,535.
  public let port: Int

  /// The endpoint written as `HOST:PORT`, else nil.
  public init?(authority text: String) {
    guard text.utf8.count <= ProtocolLimits.endpoint, let colon = text.lastIndex(of: ":") else { return nil }
    let host = String(text[..<colon])
    let digits = Array(text[text.index(after: colon)...].utf8)
    guard (1...5).contains(digits.count), digits[0] != UInt8(ascii: "0"), let port = decimal(digits[...]),
      port <= 65_535, Self.isHost(host)
    else { return nil }
    self.host = host
    self.port = port
  }

  /// The endpoint written as `https://HOST:PORT`, else nil: nothing may follow the port.
  public init?(url text: String) {
    guard text.hasPrefix("https://") else { return nil }
    self.init(authority: String(text.dropFirst(8)))
  }

  /// `HOST:PORT`.
  public var authority: String { host + ":" + String(port) }

  /// `https://HOST:PORT`.
  public var url: String { "https://" + authority }

  /// `HOST:PORT`.
  public var description: String { authority }

  private static func isHost(_ host: String) -> Bool {
    let characters = Array(host.utf8)
    if characters.first == UInt8(ascii: "["), characters.last == UInt8(ascii: "]") {
      let inner = characters.dropFirst().dropLast()
      return inner.count >= 2 && inner.contains(UInt8(ascii: ":"))
        && inner.allSatisfy { isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }
    let labels = characters.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        && label.allSatisfy(isLabelCharacter)
    }
  }

  private static func isHexDigit(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  private static func isLabelCharacter(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
