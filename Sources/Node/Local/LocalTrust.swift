import PeerProtocol

/// What the local API has to do with whom the node trusts.
struct LocalTrust: Sendable {
  /// The authorities whose certificates are not checked for revocation; nil where no authority is asked for.
  var uncheckedAuthorities: @Sendable () -> JSONValue?
  /// What status says of a revocation list that was not renewed in time; nil where there is none.
  var outdatedRevocationLists: @Sendable () -> JSONValue?
  /// Looks again at every open connection of peers, since keys that counted may count no longer.
  var pinsChanged: @Sendable () -> Void
  /// Issues certificates, and knows which privacy officers count.
  var office: CredentialOffice
}

extension JSONValue {
  /// The object with one member more; as it was where that is nil.
  func adding(_ name: String, _ value: JSONValue?) -> JSONValue {
    guard let value, var members = objectValue else { return self }
    members[name] = value
    return .object(members)
  }
}
