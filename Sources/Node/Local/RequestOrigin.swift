import PeerProtocol
import Transport

/// Tells requests of this region's own programs and pages from those that another site makes a person's browser send.
///
/// A browser shows a person's certificate to the node whoever wrote the page from which a request comes. It says where that was
/// in `Origin` and `Sec-Fetch-Site`, which no page can set; and in `Host` by which name it came, which tells when a stranger's
/// name was pointed at this node. Command line clients send neither of the first two.
struct RequestOrigin: Sendable {
  /// Host names and addresses of the local listener in small letters; an IPv6 address without brackets.
  private let names: Set<String>

  /// - Parameter names: Every name of the local listener; those of this machine are added.
  init(names: [String]) { self.names = Set(["localhost", "127.0.0.1", "::1"] + names.map { $0.lowercased() }) }

  /// The names that a configuration gives.
  init(_ configuration: NodeConfiguration) { self.init(names: configuration.allLocalNames.map(\.text)) }

  /// Why a request is refused before anything else is looked at; nil where it may come from here.
  func refusal(of request: HTTPRequest) -> Problem? {
    let host = request.headers["host"]?.lowercased()
    if let host, !isKnown(host) {
      return Problem(
        .forbidden,
        pick(
          "Dit knooppunt heeft deze hostnaam niet. Gebruik er een uit het certificaat, of zet die bij "
            + "localNames in node.json en start opnieuw",
          "This node has no such host name. Use one of its certificate, or add it to localNames in node.json and restart"
        ))
    }
    let origins = request.headers.values(for: "origin")
    guard origins.allSatisfy({ $0.lowercased() == host.map { "https://" + $0 } }) else { return Self.foreign }
    let sites = request.headers.values(for: "sec-fetch-site").map { $0.lowercased() }
    guard sites.allSatisfy({ $0 == "same-origin" || $0 == "none" }) || isNavigation(request) else {
      return Self.foreign
    }
    return nil
  }

  private static var foreign: Problem {
    Problem(
      .forbidden,
      pick(
        "Dit verzoek komt van een pagina van een andere site. Open de pagina's van het knooppunt zelf, "
          + "of vraag het zonder browser",
        "This request comes from a page of another site. Open the node's own pages, or ask without a browser"))
  }

  /// A person follows a link: what comes is shown to that person, and to no page. A frame is not meant: there a page shows it.
  private func isNavigation(_ request: HTTPRequest) -> Bool {
    request.method == "GET" && request.headers["sec-fetch-mode"] == "navigate"
      && request.headers["sec-fetch-dest"].map { $0 == "document" } ?? true
  }

  /// With any port: a tunnel's or a container's is another than the listener's, and a page of another port has another origin.
  private func isKnown(_ host: String) -> Bool {
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return false }
      return names.contains(String(host[host.index(after: host.startIndex)..<end]))
        && isPort(host[host.index(after: end)...])
    }
    let name = host.prefix { $0 != ":" }
    return names.contains(String(name)) && isPort(host[name.endIndex...])
  }

  private func isPort(_ text: Substring) -> Bool {
    text.isEmpty || text.first == ":" && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
