extension Endpoint {
  /// True where the host is written as an address that is not one of the internet at large, or in a form that a system may
  /// read as one: of this machine, of an internal network, or of a kind that nobody is reached at from outside.
  ///
  /// A name says nothing: where it leads is seen when it is connected to.
  public var mayBeInternal: Bool {
    let host = self.host.lowercased()
    if host.hasPrefix("[") { return !Self.isGlobalIPv6(host.dropFirst().dropLast()) }
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    // The last label of a name is never a number: then it is an address, in decimals, octals or hexadecimals.
    guard let last = labels.last, let first = last.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    else { return false }
    let numbers = labels.compactMap { label in label == "0" || !label.hasPrefix("0") ? UInt8(label) : nil }
    guard labels.count == 4, numbers.count == 4 else { return true }
    return !Self.isGlobalIPv4(numbers)
  }

  private static func isGlobalIPv4(_ address: [UInt8]) -> Bool {
    switch (address[0], address[1]) {
    case (0, _), (10, _), (127, _), (172, 16...31), (192, 168), (192, 0), (100, 64...127), (169, 254), (198, 18...19),
      (224..., _):
      false
    default: true
    }
  }

  /// Global unicast is 2000::/3; 6to4 and NAT64 can lead to any address of IPv4, and are not taken for global.
  private static func isGlobalIPv6(_ text: some StringProtocol) -> Bool {
    guard let group = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first,
      let bits = UInt16(group, radix: 16)
    else { return false }
    return bits >> 13 == 1 && bits != 0x2002
  }
}
