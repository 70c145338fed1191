import PeerProtocol

/// A host name or an IP address by which the local listener is reached, as it stands in a certificate.
struct LocalName: Hashable, Sendable {
  /// Without brackets; host names in lower case.
  let text: String

  /// Fails where it is none: a name with a port, a wildcard, a URL.
  init?(_ text: String) {
    let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    let isIPv6 = bare.contains(":")
    // The endpoint of a peer is judged alike, with a port.
    guard let endpoint = Endpoint(authority: (isIPv6 ? "[\(bare)]" : bare) + ":1") else { return nil }
    let host = endpoint.host.lowercased()
    self.text = isIPv6 ? String(host.dropFirst().dropLast()) : host
  }

  /// As a certificate's alternative name.
  var alternativeName: String { ListenAddress((text.contains(":") ? "[\(text)]" : text) + ":1")?.alternativeName ?? "DNS:" + text }
}

extension NodeConfiguration {
  /// Every name of the local listener: this machine's own, the address that it waits at, and what the configuration adds.
  var allLocalNames: [LocalName] {
    var names = ["localhost", "127.0.0.1", "::1"].compactMap(LocalName.init)
    let address = localAddress.isAnyHost ? [] : [localAddress.bareHost]
    for name in (address + localNames).compactMap(LocalName.init) where !names.contains(name) { names.append(name) }
    return names
  }
}
