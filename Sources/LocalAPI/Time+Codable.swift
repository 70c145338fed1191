public import PeerProtocol

extension Timestamp: Codable {
  /// RFC 3339 in UTC.
  public init(from decoder: any Decoder) throws { self = try decoder.text(Timestamp.init(rfc3339:)) }

  /// RFC 3339 in UTC.
  public func encode(to encoder: any Encoder) throws { try encoder.put(rfc3339) }
}

extension CalendarDate: Codable {
  /// `YYYY-MM-DD`.
  public init(from decoder: any Decoder) throws { self = try decoder.text(CalendarDate.init(iso:)) }

  /// `YYYY-MM-DD`.
  public func encode(to encoder: any Encoder) throws { try encoder.put(iso) }
}

extension YearMonth: Codable {
  /// `YYYY-MM`.
  public init(from decoder: any Decoder) throws { self = try decoder.text(YearMonth.init(iso:)) }

  /// `YYYY-MM`.
  public func encode(to encoder: any Encoder) throws { try encoder.put(iso) }
}

extension Decoder {
  /// What `read` makes of a text.
  fileprivate func text<Value>(_ read: (String) -> Value?) throws -> Value {
    let container = try singleValueContainer()
    guard let value = read(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "is no \(Value.self)")
    }
    return value
  }
}

extension Encoder {
  fileprivate func put(_ text: String) throws {
    var container = singleValueContainer()
    try container.encode(text)
  }
}
