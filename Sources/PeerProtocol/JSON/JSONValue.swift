/// A value of JSON. Integers that were written as such stay apart from other numbers.
public enum JSONValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction and exponent that fits 64 bits.
  case integer(Int64)
  /// Any other number.
  case number(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Values by name.
  case object([String: JSONValue])

  /// The member `name` of an object; nil where there is none. Setting makes an object of anything else.
  public subscript(name: String) -> JSONValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members[name]
    }
    set {
      var members = objectValue ?? [:]
      members[name] = newValue
      self = .object(members)
    }
  }

  /// The item at `index` of an array; nil where there is none.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }

  /// The text, where it is one.
  public var stringValue: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The integer, where it was written as one and fits.
  public var integerValue: Int? {
    guard case .integer(let number) = self else { return nil }
    return Int(number)
  }

  /// The truth value, where it is one.
  public var boolValue: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The items, where it is an array.
  public var arrayValue: [JSONValue]? {
    guard case .array(let items) = self else { return nil }
    return items
  }

  /// The members, where it is an object.
  public var objectValue: [String: JSONValue]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// True for `null`.
  public var isNull: Bool { self == .null }
}

extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; of members of the same name the last stays.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}

extension JSONValue {
  /// An integer of the program.
  public init(_ number: Int) { self = .integer(Int64(number)) }
  /// A text of the program.
  public init(_ text: String) { self = .string(text) }
  /// A truth value of the program.
  public init(_ value: Bool) { self = .bool(value) }
  /// A moment, as RFC 3339.
  public init(_ moment: Timestamp) { self = .string(moment.rfc3339) }
  /// Bytes, as base64url.
  public init(base64URL bytes: [UInt8]) { self = .string(Base64URL.encode(bytes)) }
  /// An object of the members that have a value.
  public init(present members: KeyValuePairs<String, JSONValue?>) {
    var held: [String: JSONValue] = [:]
    for (name, value) in members { if let value { held[name] = value } }
    self = .object(held)
  }
}
