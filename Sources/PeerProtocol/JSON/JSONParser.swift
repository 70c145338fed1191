/// Reads JSON (RFC 8259) from bytes that a stranger may have made: nesting is bounded, a member may stand once only,
/// texts are valid UTF-8 without lone surrogates, and integers are told from other numbers. Foundation's decoder
/// answers none of these questions and is many times slower, so this project reads JSON itself. Every access to the
/// bytes is checked by the array.
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The one value that the bytes hold.
  mutating func parse() throws(JSONFaults) -> JSONValue {
    skipSpace()
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw fault("something follows the value") }
    return value
  }

  private mutating func value() throws(JSONFaults) -> JSONValue {
    switch peek {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): return try number()
    case nil: throw fault("it ends too early")
    default: throw fault("no value starts like this")
    }
  }

  private mutating func object() throws(JSONFaults) -> JSONValue {
    try descend()
    var members: [String: JSONValue] = [:]
    if take(UInt8(ascii: "}")) { return ascend(.object(members)) }
    while true {
      guard peek == UInt8(ascii: "\"") else { throw fault("a member must start with its name") }
      let start = position
      let name = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw fault("a colon must follow the name of a member") }
      if members.updateValue(try value(), forKey: name) != nil {
        throw fault("a member stands twice", at: start)
      }
      skipSpace()
      if take(UInt8(ascii: "}")) { return ascend(.object(members)) }
      guard take(UInt8(ascii: ",")) else { throw fault("a comma or brace must follow a member") }
    }
  }

  private mutating func array() throws(JSONFaults) -> JSONValue {
    try descend()
    var items: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return ascend(.array(items)) }
    while true {
      items.append(try value())
      skipSpace()
      if take(UInt8(ascii: "]")) { return ascend(.array(items)) }
      guard take(UInt8(ascii: ",")) else { throw fault("a comma or bracket must follow an item") }
    }
  }

  private mutating func number() throws(JSONFaults) -> JSONValue {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    let firstDigit = position
    let digits = skipDigits()
    guard digits > 0, digits == 1 || bytes[firstDigit] != UInt8(ascii: "0") else { throw fault("no number", at: start) }
    var isInteger = true
    if peek == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      guard skipDigits() > 0 else { throw fault("no number", at: start) }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw fault("no number", at: start) }
    }
    guard position - start <= ProtocolLimits.jsonNumberBytes else { throw fault("a number is too long", at: start) }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    // "-0" is no integer: it must not pass for the counter 0.
    if isInteger, text != "-0", let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else { throw fault("a number is too large", at: start) }
    return .number(number)
  }

  private mutating func string() throws(JSONFaults) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return try text(bytes[start..<position - 1], at: start)
      }
      if byte == UInt8(ascii: "\\") { return try stringWithEscapes(from: start) }
      guard byte >= 0x20 else { throw fault("a text holds a control character") }
      position += 1
    }
    throw fault("it ends inside a text")
  }

  private mutating func stringWithEscapes(from start: Int) throws(JSONFaults) -> String {
    var plain = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try text(plain[...], at: start)
      case UInt8(ascii: "\\"): try appendEscape(to: &plain)
      case ..<0x20: throw fault("a text holds a control character", at: position - 1)
      default: plain.append(byte)
      }
    }
    throw fault("it ends inside a text")
  }

  private mutating func appendEscape(to plain: inout [UInt8]) throws(JSONFaults) {
    guard let byte = peek else { throw fault("it ends inside a text") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(byte)
    case UInt8(ascii: "b"): plain.append(0x08)
    case UInt8(ascii: "f"): plain.append(0x0C)
    case UInt8(ascii: "n"): plain.append(0x0A)
    case UInt8(ascii: "r"): plain.append(0x0D)
    case UInt8(ascii: "t"): plain.append(0x09)
    case UInt8(ascii: "u"): plain.append(contentsOf: Array(String(try escapedScalar()).utf8))
    default: throw fault("no such escape", at: position - 1)
    }
  }

  /// What follows `\u`: a scalar, or a pair of surrogates.
  private mutating func escapedScalar() throws(JSONFaults) -> Character {
    let start = position
    var code = try fourHexDigits()
    if (0xD800..<0xDC00).contains(code), peek == UInt8(ascii: "\\") {
      position += 1
      guard take(UInt8(ascii: "u"), spaceAfter: false) else { throw fault("a lone surrogate", at: start) }
      let second = try fourHexDigits()
      guard (0xDC00..<0xE000).contains(second) else { throw fault("a lone surrogate", at: start) }
      code = 0x1_0000 + (code - 0xD800) << 10 + (second - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw fault("a lone surrogate", at: start) }
    return Character(scalar)
  }

  private mutating func fourHexDigits() throws(JSONFaults) -> UInt32 {
    guard position + 4 <= bytes.count else { throw fault("it ends inside a text") }
    var code: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("four hex digits must follow")
      }
      code = code << 4 | UInt32(digit)
    }
    position += 4
    return code
  }

  private func text(_ slice: ArraySlice<UInt8>, at start: Int) throws(JSONFaults) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else { throw fault("a text is not UTF-8", at: start) }
    return text
  }

  private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONFaults) -> JSONValue {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[position..<end].elementsEqual("\(word)".utf8) else {
      throw fault("no value starts like this")
    }
    position = end
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Steps over `byte`, and over space after it, when it comes next.
  private mutating func take(_ byte: UInt8, spaceAfter: Bool = true) -> Bool {
    guard peek == byte else { return false }
    position += 1
    if spaceAfter { skipSpace() }
    return true
  }

  private mutating func descend() throws(JSONFaults) {
    depth += 1
    guard depth <= ProtocolLimits.jsonDepth else { throw fault("it nests too deep") }
    position += 1
    skipSpace()
  }

  private mutating func ascend(_ value: JSONValue) -> JSONValue {
    depth -= 1
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return position - start
  }

  private func fault(_ what: String, at place: Int? = nil) -> JSONFaults {
    JSONFaults(["not JSON at byte \(place ?? position): \(what)"])
  }
}

extension JSONValue {
  /// The value that `bytes` hold, and nothing after it.
  ///
  /// Throws `JSONFaults` with one fault for anything that is not strict JSON, stands twice in an object, or nests deeper
  /// than `ProtocolLimits.jsonDepth`.
  public init(parsing bytes: [UInt8]) throws(JSONFaults) {
    var parser = JSONParser(bytes)
    self = try parser.parse()
  }
}
