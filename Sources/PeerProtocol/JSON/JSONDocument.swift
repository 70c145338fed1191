/// What is read from an object of JSON, with all its faults at once, and written as one.
public protocol JSONDocument: Sendable {
  /// The document in the object of `reader`; nil where something does not fit, which the reader has then noted.
  init?(reader: JSONReader)

  /// The object that this document is written as.
  var json: JSONValue { get }
}

extension JSONDocument {
  /// The document in `json`. Throws every fault with its path.
  public init(_ json: JSONValue) throws(JSONFaults) {
    let reader = JSONReader(json)
    guard let document = Self(reader: reader), reader.faults.isEmpty else {
      throw JSONFaults(reader.faults.isEmpty ? ["does not fit"] : reader.faults)
    }
    self = document
  }

  /// The document in the JSON of `bytes`. Throws every fault with its path.
  public init(parsing bytes: [UInt8]) throws(JSONFaults) { self = try Self(JSONValue(parsing: bytes)) }

  /// The document as JSON: the same bytes whenever the members are the same.
  public var bytes: [UInt8] { json.bytes }
}
