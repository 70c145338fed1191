public import PeerProtocol

/// Whether an agreement is one under the framework that it names (Schemas/peer-protocol.md, section 9).
public enum FrameworkFit: Sendable, Equatable {
  /// It names no framework.
  case alone
  /// The framework is not held here.
  case unknown
  /// These members are not those of the framework or of the two classes; each a sentence that names the member.
  case differs([String])
  /// These parties' signatures on the framework are not held here; what can be compared without them fits.
  case unsigned([RegionName])
  /// Every member is as the framework and the two signatures have it.
  case fits
}

extension FrameworksState {
  /// Compares an agreement with the framework that it names, and with the classes of the two parties.
  ///
  /// - Parameter own: this region, whose own signature counts for it.
  public func fit(of terms: Agreement, own: RegionName) -> FrameworkFit {
    guard let id = terms.framework else { return .alone }
    guard let record = records[id] else { return .unknown }
    var faults = record.terms.faults(in: terms)
    var unsigned: [RegionName] = []
    for party in terms.parties {
      guard let signature = signature(of: party, in: terms, on: record, own: own) else {
        unsigned.append(party)
        continue
      }
      if terms.limits[party] != record.terms.limits(ofClass: signature.className) {
        faults.append("limits.\(party.text): must be those of its class in the framework")
      }
    }
    if !faults.isEmpty { return .differs(faults) }
    return unsigned.isEmpty ? .fits : .unsigned(unsigned)
  }

  private func signature(
    of party: RegionName, in terms: Agreement, on record: FrameworkRecord, own: RegionName
  ) -> FrameworkSignature? {
    guard let identity = terms.identityKeys[party] else { return nil }
    if party == own { return record.own?.key == identity ? record.own : nil }
    return signature(of: party, identity: identity, on: record.id)
  }
}

extension Framework {
  /// What a region of the class may send; nil where the framework has no class of this name. Names are compared byte by
  /// byte: Swift holds texts for equal that other implementations tell apart.
  public func limits(ofClass name: String) -> RegionLimits? {
    classes.first { $0.key.utf8.elementsEqual(name.utf8) }?.value
  }

  /// The members of an agreement that are not as this framework has them; `limits` apart.
  func faults(in terms: Agreement) -> [String] {
    let compared: [(String, Bool)] = [
      ("purpose", terms.purpose.utf8.elementsEqual(purpose.utf8)),
      ("legalBasis", terms.legalBasis.utf8.elementsEqual(legalBasis.utf8)),
      ("kinds", terms.kinds == kinds), ("contactRelease", terms.contactRelease == contactRelease),
      ("history", terms.history == history), ("followUpDays", terms.followUpDays == followUpDays),
      ("silenceDays", terms.silenceDays == silenceDays), ("environment", terms.environment == environment),
      ("validFrom", terms.validFrom == validFrom), ("validUntil", terms.validUntil == validUntil),
    ]
    return compared.filter { !$0.1 }.map { "\($0.0): must be that of the framework" }
  }

  /// The agreement under this framework between two regions, of which each may send what its class allows.
  ///
  /// - Returns: nil where a class is none of the framework.
  public func agreement(
    _ id: FrameworkId, classes named: [RegionName: String], identityKeys: [RegionName: KeyThumbprint],
    createdAt: Timestamp, nonce: [UInt8]
  ) -> Agreement? {
    let limits = named.compactMapValues { self.limits(ofClass: $0) }
    guard limits.count == named.count else { return nil }
    return Agreement(
      parties: named.keys.sorted(), identityKeys: identityKeys, purpose: purpose, legalBasis: legalBasis, kinds: kinds,
      limits: limits, contactRelease: contactRelease, history: history, followUpDays: followUpDays,
      silenceDays: silenceDays, environment: environment, validFrom: validFrom, validUntil: validUntil, replaces: nil,
      framework: id, createdAt: createdAt, nonce: nonce)
  }
}

extension AgreementRecord {
  /// True where the payload says nothing but what the protocol's section 3 has: a member that nobody reads would be signed
  /// all the same.
  var hasOnlyKnownMembers: Bool {
    guard let members = (try? JSONValue(parsing: document.payload))?.objectValue else { return false }
    guard members.keys.allSatisfy({ Agreement.memberNames.contains($0) }) else { return false }
    return (members["limits"]?.objectValue ?? [:]).values.allSatisfy { limits in
      (limits.objectValue ?? [:]).keys.allSatisfy { RegionLimits.memberNames.contains($0) }
    }
  }
}
