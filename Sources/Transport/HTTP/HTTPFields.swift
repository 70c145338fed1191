/// The fields of a message in the order received. Names compare without regard to case.
public struct HTTPFields: Sendable, Sequence, ExpressibleByDictionaryLiteral {
  /// One field: the name in lower case, the value without blanks around it.
  public struct Field: Sendable, Hashable {
    /// In lower case.
    public let name: String
    /// Without leading and trailing blanks; bytes that are not UTF-8 appear as U+FFFD.
    public let value: String
  }

  private var fields: [Field] = []

  /// No fields.
  public init() {}

  /// Fields for a test or a simulation.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(name.lowercased(), value) }
  }

  mutating func append(_ lowercasedName: String, _ value: String) {
    fields.append(Field(name: lowercasedName, value: value))
  }

  /// How many fields there are.
  public var count: Int { fields.count }

  /// The value of the first field of this name.
  public subscript(name: String) -> String? {
    let wanted = name.lowercased()
    return fields.first { $0.name == wanted }?.value
  }

  /// The values of all fields of this name, in order.
  public func values(for name: String) -> [String] {
    let wanted = name.lowercased()
    return fields.filter { $0.name == wanted }.map(\.value)
  }

  /// The fields in order.
  public func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }
}
