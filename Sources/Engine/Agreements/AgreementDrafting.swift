import Cryptography
import PeerProtocol
import Region

/// Makes an agreement of terms: fills in what nodes fill in, and names every fault of the rest.
struct AgreementDrafting: Sendable {
  /// This region.
  var region: RegionName
  /// Its identity key.
  var identityKey: KeyThumbprint
  /// Whether its node holds real data.
  var environment: PeerEnvironment

  /// Stands in `limits` for each region that is not named there: a template does not know who will join.
  static let anyRegion = "*"
  /// Members that nodes fill in.
  private static let filled = ["parties", "identityKeys", "environment", "createdAt", "nonce"]

  /// The agreement of these terms with a peer.
  ///
  /// - Parameter peerKey: The peer's identity key.
  func draft(
    _ terms: JSONValue, with peer: RegionName, peerKey: KeyThumbprint, at now: Timestamp, nonce: [UInt8]
  ) throws(Refusal) -> Agreement {
    guard var members = terms.objectValue else {
      throw Refusal(JSONFaults(["the terms must be a JSON object"]))
    }
    let parties = [region, peer].sorted()
    let filled: [String: JSONValue] = [
      "parties": .array(parties.map { .string($0.text) }),
      "identityKeys": .object([
        region.text: .string(identityKey.base64URL), peer.text: .string(peerKey.base64URL),
      ]),
      "environment": .string(environment.rawValue), "createdAt": JSONValue(now), "nonce": JSONValue(base64URL: nonce),
    ]
    // Members that only repeat what the node fills in do no harm; others would say something that is not so.
    let given = filled.keys.filter { members[$0] != nil && members[$0] != filled[$0] }.sorted()
    guard given.isEmpty else {
      throw Refusal(JSONFaults(given.map { "\($0): the node fills this in; leave it out" }))
    }
    try checkMembers(members, parties)
    let unnamed = parties.map(\.text).filter { members["limits"]?[$0] == nil }
    if var limits = members["limits"]?.objectValue, let each = limits.removeValue(forKey: Self.anyRegion) {
      for party in unnamed { limits[party] = each }
      members["limits"] = .object(limits)
    }
    let isForEach = terms["limits"]?[Self.anyRegion] != nil
    members.merge(filled) { _, own in own }
    do {
      return try Agreement(.object(members))
    } catch {
      throw Refusal(isForEach ? Self.asWritten(error, unnamed) : error)
    }
  }

  /// Terms for whoever joins with an invitation; names every fault that can be seen before that region is known.
  ///
  /// - Returns: The terms, as they are kept with the invitation.
  func termsOfInvitation(_ terms: JSONValue, at now: Timestamp) throws(Refusal) -> JSONValue {
    guard let members = terms.objectValue else { throw Refusal(JSONFaults(["the terms must be a JSON object"])) }
    let given = Self.filled.filter { members[$0] != nil }.sorted()
    guard given.isEmpty else {
      throw Refusal(JSONFaults(given.map { "\($0): the node fills this in; leave it out" }))
    }
    let named = (terms["limits"]?.objectValue ?? [:]).keys.filter { $0 != region.text && $0 != Self.anyRegion }
    // Where the terms name one other region they are for that one, else for any: whose name has the right form will do.
    let other = named.count == 1 ? named.first.flatMap(RegionName.init) : RegionName("any-region")
    guard let other, other != region, let anyKey = KeyThumbprint(SHA256.hash(Array("any".utf8))) else {
      throw Refusal(JSONFaults(["limits: must name \(region) and the region that joins, or * for each region"]))
    }
    let agreement = try draft(
      terms, with: other, peerKey: anyKey, at: now, nonce: [UInt8](repeating: 0, count: 16))
    guard agreement.validUntil > now else { throw Refusal(JSONFaults(["validUntil: must lie in the future"])) }
    return terms
  }

  /// The terms that an inviter sent to this node, as far as this version knows their members; what does not fit an agreement
  /// between the two is refused.
  func termsOfInviter(_ terms: JSONValue, _ peer: RegionCard, at now: Timestamp) throws(Refusal) -> JSONValue {
    let known = (terms.objectValue ?? [:]).filter {
      Agreement.memberNames.contains($0.key) && !Self.filled.contains($0.key)
    }
    return Self.terms(
      of: try draft(
        .object(known), with: peer.region, peerKey: peer.identityKey.thumbprint, at: now,
        nonce: [UInt8](repeating: 0, count: 16)))
  }

  /// An agreement without what nodes fill in.
  static func terms(of agreement: Agreement) -> JSONValue {
    .object((agreement.json.objectValue ?? [:]).filter { !filled.contains($0.key) })
  }

  /// Faults in the limits of `*` under the name that stands in the terms.
  private static func asWritten(_ error: JSONFaults, _ unnamed: [String]) -> JSONFaults {
    var faults: [String] = []
    for fault in error.faults {
      let party = unnamed.first { fault.hasPrefix("limits.\($0).") }
      let written = party.map { "limits.\(anyRegion)." + fault.dropFirst("limits.\($0).".count) } ?? fault
      if !faults.contains(written) { faults.append(written) }
    }
    return JSONFaults(faults)
  }

  /// What nobody reads would be signed all the same: a limit that is misspelt, a promise that no node keeps.
  private func checkMembers(_ terms: [String: JSONValue], _ parties: [RegionName]) throws(Refusal) {
    var faults: [String] = []
    func check(_ path: String, _ members: JSONValue?, _ known: [String], andAny any: String? = nil) {
      let unknown = (members?.objectValue ?? [:]).keys.filter { !known.contains($0) && $0 != any }
      faults += UnknownMembers.faults(unknown, known: known, path: path)
    }
    check("", .object(terms), Agreement.memberNames)
    for party in parties.map(\.text) + [Self.anyRegion] {
      check("limits.\(party)", terms["limits"]?[party], ["active", "perDay", "perYear"])
    }
    check("limits", terms["limits"], parties.map(\.text), andAny: Self.anyRegion)
    guard faults.isEmpty else { throw Refusal(JSONFaults(faults)) }
  }
}
