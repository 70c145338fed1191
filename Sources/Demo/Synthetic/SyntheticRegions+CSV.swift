extension SyntheticRegions {
  /// The import file of a region: a header and a row a signal (RFC 4180), as UTF-8.
  package func csv(of region: String) -> [UInt8] {
    var text = SyntheticSignal.header + "\r\n"
    for signal in signals[region] ?? [] {
      text += signal.fields.map(Self.quoted).joined(separator: ",") + "\r\n"
    }
    return Array(text.utf8)
  }

  private static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x3B || $0 == 0x0A || $0 == 0x0D }) else {
      return field
    }
    var quoted = "\""
    for character in field.unicodeScalars {
      if character == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }
}
