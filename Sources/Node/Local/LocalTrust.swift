import LocalAPI

/// What the local API has to do with whom the node trusts.
struct LocalTrust: Sendable {
  /// The authorities whose certificates are not checked for revocation; nil where no authority is asked for.
  var uncheckedAuthorities: @Sendable () -> [StatusTrust.UncheckedAuthority]?
  /// What status says of a revocation list that was not renewed in time; nil where there is none.
  var outdatedRevocationLists: @Sendable () -> StatusTrust.OutdatedLists?
  /// What status says of authorities whose list is missing in the operator's file; nil where there is none.
  var missingRevocationLists: @Sendable () -> [StatusTrust.MissingList]?
  /// What status says of files that cannot be used; nil where there is none.
  var faults: @Sendable () -> [String]?
  /// Looks again at every open connection of peers, since keys that counted may count no longer.
  var pinsChanged: @Sendable () -> Void
  /// When the node's own certificates end.
  var certificateEnds: @Sendable () -> [StatusDocument.CertificateEnd] = { [] }
  /// Issues certificates, and knows which privacy officers count.
  var office: CredentialOffice
}
