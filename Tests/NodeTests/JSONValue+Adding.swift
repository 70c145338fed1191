import PeerProtocol

extension JSONValue {
  /// The object with one member more or another; as it was where that is nil.
  func adding(_ name: String, _ value: JSONValue?) -> JSONValue {
    guard let value, var members = objectValue else { return self }
    members[name] = value
    return .object(members)
  }
}
