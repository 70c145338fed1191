import PeerProtocol

/// Where a listener waits: a host and a port, 0 for a port that the system chooses.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// A name, an IPv4 address, or an IPv6 address in brackets.
  package let host: String
  /// 0 to 65,535.
  package let port: Int

  /// The address written as `HOST:PORT`, else nil.
  package init?(_ text: String) {
    if text.hasSuffix(":0") {
      guard let some = Endpoint(authority: text.dropLast() + "1") else { return nil }
      host = some.host
      port = 0
    } else {
      guard let endpoint = Endpoint(authority: text) else { return nil }
      host = endpoint.host
      port = endpoint.port
    }
  }

  package var description: String { "\(host):\(port)" }

  /// The host without the brackets of an IPv6 address.
  package var bareHost: String {
    host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
  }

  /// Whether the host stands for every address of the machine.
  package var isAnyHost: Bool { bareHost == "0.0.0.0" || bareHost == "::" }

  /// Whether only this machine reaches it.
  package var isLoopback: Bool { bareHost == "localhost" || bareHost == "::1" || bareHost.hasPrefix("127.") }

  /// The host as a certificate names it: `IP:` or `DNS:`.
  package var alternativeName: String {
    let digitsAndDots = bareHost.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }
    return (host.hasPrefix("[") || digitsAndDots ? "IP:" : "DNS:") + bareHost
  }
}
