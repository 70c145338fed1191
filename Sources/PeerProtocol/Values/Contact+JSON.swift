extension Contact: JSONDocument {
  /// A contact; members that are absent are empty.
  public init?(reader: JSONReader) {
    let optional = reader.optional
    self.init(
      name: optional.text("name", 0...ProtocolLimits.name) ?? "",
      phone: optional.text("phone", 0...ProtocolLimits.phone) ?? "",
      email: optional.text("email", 0...ProtocolLimits.email) ?? "")
  }

  /// `{"email","name","phone"}`.
  public var json: JSONValue { ["name": .string(name), "phone": .string(phone), "email": .string(email)] }
}
