extension JSONValue {
  /// The value as UTF-8: members sorted by the bytes of their names, no space, no escaped slash, no line end. The same
  /// value always gives the same bytes.
  public var bytes: [UInt8] {
    var output: [UInt8] = []
    append(to: &output)
    return output
  }

  /// The value as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends ``bytes`` to `output`.
  package func append(to output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let number): output.append(contentsOf: String(number).utf8)
    case .number(let number): output.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
    case .string(let text): Self.append(text, to: &output)
    case .array(let items): Self.append(items, to: &output)
    case .object(let members): Self.append(members, to: &output)
    }
  }

  private static func append(_ items: [JSONValue], to output: inout [UInt8]) {
    output.append(UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      item.append(to: &output)
    }
    output.append(UInt8(ascii: "]"))
  }

  private static func append(_ members: [String: JSONValue], to output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    for (index, (name, value)) in sorted.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      append(name, to: &output)
      output.append(UInt8(ascii: ":"))
      value.append(to: &output)
    }
    output.append(UInt8(ascii: "}"))
  }

  private static func append(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    // Most texts stand as they are, and are appended at once.
    let isPlain = text.utf8.withContiguousStorageIfAvailable { utf8 in
      guard utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
        return false
      }
      output.append(contentsOf: utf8)
      return true
    }
    if isPlain != true { appendEscaped(text, to: &output) }
    output.append(UInt8(ascii: "\""))
  }

  private static func appendEscaped(_ text: String, to output: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 0x0A: output.append(contentsOf: "\\n".utf8)
      case 0x0D: output.append(contentsOf: "\\r".utf8)
      case 0x09: output.append(contentsOf: "\\t".utf8)
      case ..<0x20: output.append(contentsOf: ((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)).utf8)
      default: output.append(byte)
      }
    }
  }
}
