import PeerProtocol

/// Writes documents as JSON straight into bytes: for the items of long lists, where `JSONEncoder`, which builds a tree
/// first, takes several times as long. Members stand in the order in which their type has them.
package struct DocumentWriter {
  /// A writer.
  package init() {}

  /// Appends the document to `bytes`.
  package func append(_ document: some Encodable, to bytes: inout [UInt8]) throws {
    let output = Output(bytes)
    bytes = []
    defer { bytes = output.bytes }
    try output.write(document, path: [])
  }
}

/// The bytes of one document, and the objects and arrays in it that have no end yet. Whoever writes into one of them ends
/// those within it first.
private final class Output {
  var bytes: [UInt8]
  private var ends: [UInt8] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Begins an object or an array; gives its depth.
  func begin(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> Int {
    bytes.append(UInt8(ascii: first))
    ends.append(UInt8(ascii: last))
    return ends.count
  }

  /// Makes room for the next member or item of what has this depth.
  func beginItem(depth: Int) {
    end(to: depth)
    // Only right behind its beginning has it none yet.
    if let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
  }

  func beginMember(_ name: String, depth: Int) {
    beginItem(depth: depth)
    append(name)
    bytes.append(UInt8(ascii: ":"))
  }

  private func end(to depth: Int) { while ends.count > depth, let last = ends.popLast() { bytes.append(last) } }

  func append(_ text: String) { JSONValue.string(text).append(to: &bytes) }
  func append(_ flag: Bool) { bytes.append(contentsOf: (flag ? "true" : "false").utf8) }
  func append(_ number: some BinaryInteger) { bytes.append(contentsOf: String(number).utf8) }
  func append(_ number: Double) { JSONValue.number(number).append(to: &bytes) }
  func appendNull() { bytes.append(contentsOf: "null".utf8) }

  /// Writes a value whole.
  func write(_ value: some Encodable, path: [any CodingKey]) throws {
    if let text = value as? String { return append(text) }
    let (depth, count) = (ends.count, bytes.count)
    try value.encode(to: ValueEncoder(output: self, codingPath: path))
    end(to: depth)
    if bytes.count == count { bytes.append(contentsOf: "{}".utf8) }
  }
}

private struct ValueEncoder: Encoder {
  let output: Output
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Members(output: output, codingPath: codingPath, depth: output.begin("{", "}")))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    Items(output: output, codingPath: codingPath, depth: output.begin("[", "]"))
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(output: output, codingPath: codingPath) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: Output
  let codingPath: [any CodingKey]
  let depth: Int

  private func begin(_ key: some CodingKey) { output.beginMember(key.stringValue, depth: depth) }

  func encodeNil(forKey key: Key) {
    begin(key)
    output.appendNull()
  }

  func encode(_ value: String, forKey key: Key) {
    begin(key)
    output.append(value)
  }

  func encode(_ value: Bool, forKey key: Key) {
    begin(key)
    output.append(value)
  }

  func encode(_ value: Int, forKey key: Key) {
    begin(key)
    output.append(value)
  }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    begin(key)
    try output.write(value, path: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    superEncoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    superEncoder(forKey: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    output.beginMember("super", depth: depth)
    return ValueEncoder(output: output, codingPath: codingPath)
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    begin(key)
    return ValueEncoder(output: output, codingPath: codingPath + [key])
  }
}

private struct Items: UnkeyedEncodingContainer {
  let output: Output
  let codingPath: [any CodingKey]
  let depth: Int
  private(set) var count = 0

  init(output: Output, codingPath: [any CodingKey], depth: Int) {
    (self.output, self.codingPath, self.depth) = (output, codingPath, depth)
  }

  mutating func encodeNil() {
    begin()
    output.appendNull()
  }

  mutating func encode(_ value: some Encodable) throws {
    begin()
    try output.write(value, path: codingPath)
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    superEncoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

  mutating func superEncoder() -> any Encoder {
    begin()
    return ValueEncoder(output: output, codingPath: codingPath)
  }

  private mutating func begin() {
    count += 1
    output.beginItem(depth: depth)
  }
}

private struct Single: SingleValueEncodingContainer {
  let output: Output
  let codingPath: [any CodingKey]

  func encodeNil() { output.appendNull() }
  func encode(_ value: Bool) { output.append(value) }
  func encode(_ value: String) { output.append(value) }
  func encode(_ value: Double) { output.append(value) }
  func encode(_ value: Float) { output.append(Double(value)) }
  func encode(_ value: Int) { output.append(value) }
  func encode(_ value: Int8) { output.append(value) }
  func encode(_ value: Int16) { output.append(value) }
  func encode(_ value: Int32) { output.append(value) }
  func encode(_ value: Int64) { output.append(value) }
  func encode(_ value: UInt) { output.append(value) }
  func encode(_ value: UInt8) { output.append(value) }
  func encode(_ value: UInt16) { output.append(value) }
  func encode(_ value: UInt32) { output.append(value) }
  func encode(_ value: UInt64) { output.append(value) }
  func encode(_ value: some Encodable) throws { try output.write(value, path: codingPath) }
}
