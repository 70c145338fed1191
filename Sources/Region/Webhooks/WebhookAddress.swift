import PeerProtocol

/// The URL of a webhook: `https` only, without user name and fragment.
public struct WebhookAddress: Hashable, Sendable {
  /// Bytes of a URL at most.
  public static let limit = 1_000

  /// The URL as it was given.
  public let url: String
  /// The host in lower case, without brackets.
  public let host: String

  /// Fails where the text is no such URL.
  public init?(_ text: String) {
    guard text.utf8.count <= Self.limit, text.hasPrefix("https://"),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    let rest = text.dropFirst(8)
    let authority = rest.prefix { !"/?#\\@".contains($0) }
    guard !authority.isEmpty, rest.dropFirst(authority.count).allSatisfy({ !"#\\".contains($0) }),
      rest.dropFirst(authority.count).first != "@"
    else { return nil }
    let hasPort = authority.last != "]" && authority.contains(":")
    guard let endpoint = Endpoint(authority: hasPort ? String(authority) : authority + ":443") else { return nil }
    url = text
    let host = endpoint.host.lowercased()
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
  }
}
