import Cryptography
public import PeerProtocol

/// A privacy officer's certificate, as far as it must be known to tell whether it counts.
public struct OfficerCertificate: Sendable, Equatable {
  /// The certificate's bytes.
  public var der: [UInt8]
  /// SHA-256 of them, 32 bytes: its id.
  public var fingerprint: [UInt8]
  /// SHA-256 of its public key (SPKI), 32 bytes.
  public var key: [UInt8]
  /// The name in it: whose it is.
  public var name: String
  /// From when it is valid.
  public var validFrom: Timestamp
  /// Until when.
  public var validUntil: Timestamp

  /// A certificate of these particulars.
  public init(
    der: [UInt8], fingerprint: [UInt8], key: [UInt8], name: String, validFrom: Timestamp, validUntil: Timestamp
  ) {
    self.der = der
    self.fingerprint = fingerprint
    self.key = key
    self.name = name
    self.validFrom = validFrom
    self.validUntil = validUntil
  }

  func write(to writer: inout ByteWriter) {
    writer.blob(der)
    writer.blob(fingerprint)
    writer.blob(key)
    writer.string(name)
    writer.time(validFrom)
    writer.time(validUntil)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    der = try reader.blob()
    fingerprint = try reader.blob()
    key = try reader.blob()
    name = try reader.string()
    validFrom = try reader.time()
    validUntil = try reader.time()
  }
}

/// On whose word a privacy officer's certificate was registered.
public enum OfficerGround: UInt8, Sendable {
  /// It was in the home when the registry began, or the home is one to learn with.
  case found = 1
  /// The operator registered it while there was no privacy officer yet.
  case first = 2
  /// A registered privacy officer consented.
  case consent = 3
  /// No privacy officer could decide, and nobody stopped it during the days of alarms.
  case unopposed = 4

  /// The word in documents.
  public var name: String {
    switch self {
    case .found: "found"
    case .first: "first"
    case .consent: "consent"
    case .unopposed: "unopposed"
    }
  }
}

/// A privacy officer's certificate that this region registered.
public struct RegisteredOfficer: Sendable, Equatable {
  /// The certificate.
  public var certificate: OfficerCertificate
  /// On whose word.
  public var ground: OfficerGround
  /// The people who decided it: the proposer, and who consented. None where it was found.
  public var approvals: [Approval]
  /// When it was registered.
  public var registeredAt: Timestamp
  /// When it was revoked, where it was; for good.
  public var revokedAt: Timestamp?

  /// A certificate that is registered.
  public init(
    _ certificate: OfficerCertificate, ground: OfficerGround, approvals: [Approval] = [], registeredAt: Timestamp
  ) {
    self.certificate = certificate
    self.ground = ground
    self.approvals = approvals
    self.registeredAt = registeredAt
  }

  /// Whether its holder may decide now.
  public func isUsable(at now: Timestamp) -> Bool { revokedAt == nil && certificate.validUntil > now }

  func write(to writer: inout ByteWriter) {
    certificate.write(to: &writer)
    writer.byte(ground.rawValue)
    writer.list(approvals) { $1.write(to: &$0) }
    writer.time(registeredAt)
    writer.optional(revokedAt) { $0.time($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    certificate = try OfficerCertificate(from: &reader)
    guard let ground = OfficerGround(rawValue: try reader.byte()) else {
      throw CodecError("an unknown ground of a registration")
    }
    self.ground = ground
    approvals = try reader.list { (reader) throws(CodecError) in try Approval(from: &reader) }
    registeredAt = try reader.time()
    revokedAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
  }
}

/// A certificate that the operator wants to have registered, and that waits for a privacy officer's word.
public struct OfficerProposal: Sendable, Equatable {
  /// The certificate.
  public var certificate: OfficerCertificate
  /// The operator who proposed it, and when.
  public var proposal: Approval
  /// On how many days an alarm was raised because no privacy officer could decide.
  public var alarms = 0
  /// When the last was raised.
  public var lastAlarmAt: Timestamp?

  /// A proposal that is new.
  public init(_ certificate: OfficerCertificate, by proposal: Approval) {
    self.certificate = certificate
    self.proposal = proposal
  }

  func write(to writer: inout ByteWriter) {
    certificate.write(to: &writer)
    proposal.write(to: &writer)
    writer.int(alarms)
    writer.optional(lastAlarmAt) { $0.time($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    certificate = try OfficerCertificate(from: &reader)
    proposal = try Approval(from: &reader)
    alarms = try reader.int()
    lastAlarmAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
  }
}

extension OfficerCertificate {
  /// The id by which people name it: its SHA-256 in 64 hexadecimal digits, as `openssl x509 -fingerprint` shows it.
  public var id: String { Self.id(of: fingerprint) }

  /// The id of a certificate with this SHA-256.
  public static func id(of fingerprint: [UInt8]) -> String { Hexadecimal.text(fingerprint) }

  /// The SHA-256 that an id stands for; upper case and the colons of `openssl` are taken as well. Nil where it is none.
  public static func fingerprint(ofId text: String) -> [UInt8]? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: ":") }
      .map { byte in Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) } }
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}
