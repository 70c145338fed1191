public import PeerProtocol

/// What happened to the registry of privacy officers. Certificates are named by their SHA-256.
public enum CredentialEvent: Sendable {
  /// The registry began, with the certificates that the home held. A home to learn with stays one for the registry.
  case begun([RegisteredOfficer], isTraining: Bool)
  /// A certificate counts from now on.
  case registered(RegisteredOfficer)
  /// The operator wants a certificate to count.
  case proposed(OfficerProposal)
  /// It shall not.
  case declined([UInt8], Approval)
  /// A certificate counts no longer.
  case revoked([UInt8], at: Timestamp)
  /// A proposal waits, and no privacy officer can decide on it.
  case alarmRaised([UInt8], at: Timestamp)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .begun(let found, let isTraining):
      writer.byte(1)
      writer.list(found) { $1.write(to: &$0) }
      writer.bool(isTraining)
    case .registered(let officer):
      writer.byte(2)
      officer.write(to: &writer)
    case .proposed(let proposal):
      writer.byte(3)
      proposal.write(to: &writer)
    case .declined(let fingerprint, let approval):
      writer.byte(4)
      writer.blob(fingerprint)
      approval.write(to: &writer)
    case .revoked(let fingerprint, let at):
      writer.byte(5)
      writer.blob(fingerprint)
      writer.time(at)
    case .alarmRaised(let fingerprint, let at):
      writer.byte(6)
      writer.blob(fingerprint)
      writer.time(at)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1:
      self = .begun(
        try reader.list { (reader) throws(CodecError) in try RegisteredOfficer(from: &reader) },
        isTraining: try reader.bool())
    case 2: self = .registered(try RegisteredOfficer(from: &reader))
    case 3: self = .proposed(try OfficerProposal(from: &reader))
    case 4: self = .declined(try reader.blob(), try Approval(from: &reader))
    case 5: self = .revoked(try reader.blob(), at: try reader.time())
    case 6: self = .alarmRaised(try reader.blob(), at: try reader.time())
    default: throw CodecError("an unknown credential event")
    }
  }
}
