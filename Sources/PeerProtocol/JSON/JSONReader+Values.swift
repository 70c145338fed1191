extension JSONReader {
  /// The text `name`, whose length in bytes of UTF-8 lies within the bounds, without control characters.
  public func text(_ name: String, _ bytes: ClosedRange<Int>) -> String? {
    read(name, "must be a text of \(bytes.lowerBound) to \(bytes.upperBound) bytes without control characters") {
      guard let text = $0.stringValue, bytes.contains(text.utf8.count), isPrintable(text) else { return nil }
      return text
    }
  }

  /// The integer `name` in these bounds, written without fraction or exponent.
  public func integer(_ name: String, _ bounds: ClosedRange<Int> = 0...ProtocolLimits.largestInteger) -> Int? {
    read(name, "must be an integer from \(bounds.lowerBound) to \(bounds.upperBound)") {
      guard let number = $0.integerValue, bounds.contains(number) else { return nil }
      return number
    }
  }

  /// The truth value `name`.
  public func bool(_ name: String) -> Bool? { read(name, "must be true or false") { $0.boolValue } }

  /// The moment `name`.
  public func timestamp(_ name: String) -> Timestamp? {
    read(name, "must be a time such as 2026-01-31T12:00:00Z") { $0.stringValue.flatMap(Timestamp.init(rfc3339:)) }
  }

  /// The month `name`.
  public func yearMonth(_ name: String) -> YearMonth? {
    read(name, "must be a month such as 2026-01") { $0.stringValue.flatMap(YearMonth.init(iso:)) }
  }

  /// The day `name`.
  public func date(_ name: String) -> CalendarDate? {
    read(name, "must be a date such as 2026-01-31") { $0.stringValue.flatMap(CalendarDate.init(iso:)) }
  }

  /// The region `name`.
  public func region(_ name: String) -> RegionName? {
    read(name, "must be the name of a region") { $0.stringValue.flatMap(RegionName.init) }
  }

  /// The base64url of exactly `count` bytes in `name`.
  public func bytes(_ name: String, _ count: Int) -> [UInt8]? { bytes(name, count...count) }

  /// The bytes, of the given length, that `name` holds as base64url.
  public func bytes(_ name: String, _ count: ClosedRange<Int>) -> [UInt8]? {
    let limits =
      count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
    return read(name, "must be base64url of \(limits) bytes without padding") {
      guard let bytes = $0.stringValue.flatMap(Base64URL.decode), count.contains(bytes.count) else { return nil }
      return bytes
    }
  }

  /// The identifier of 16 bytes in `name`.
  public func identifier<Subject>(_ name: String) -> Identifier16<Subject>? {
    bytes(name, 16).flatMap { Identifier16($0) }
  }

  /// The identifier of 32 bytes in `name`.
  public func identifier<Subject>(_ name: String) -> Identifier32<Subject>? {
    bytes(name, 32).flatMap { Identifier32($0) }
  }

  /// The choice `name`, one of the raw values of `Choice`.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    read(name, "must be \(Choice.allCases.map(\.rawValue).joined(separator: ", "))") {
      $0.stringValue.flatMap(Choice.init(rawValue:))
    }
  }
}

/// False where `text` holds a control character, a line or paragraph separator, or a mark that turns the direction of
/// what follows: in a name they can only deceive whoever reads it.
package func isPrintable(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy { scalar in
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB: false
    default: true
    }
  }
}
