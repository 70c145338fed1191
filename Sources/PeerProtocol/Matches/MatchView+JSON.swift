extension MatchView: JSONDocument {
  private static let viewMembers = [
    "revision", "seen", "disclosure", "involvements", "followUp", "consent", "coordination", "handover",
  ]

  /// A proof alone, or a proof with a view. A view has a revision, the revision it has seen, and its involvements;
  /// follow-up and coordination are absent until there are any.
  ///
  /// A `disclosure` without contact details is refused. Whether contact details need one depends on the sender's card: that
  /// is for the receiver to judge.
  public init?(reader: JSONReader) {
    let proof = reader.bytes("proof", 64)
    let hasView = Self.viewMembers.contains { name in reader.value[name].map { !$0.isNull } ?? false }
    guard hasView else {
      guard let proof else { return nil }
      self.init(proof: proof)
      return
    }
    let optional = reader.optional
    let revision = reader.integer("revision")
    let seen = reader.integer("seen")
    let disclosure: DisclosureId? = optional.identifier("disclosure")
    let involvements = reader.documents("involvements", 0...ProtocolLimits.involvements, Involvement.self)
    let followUp = optional.document("followUp", FollowUp.self)
    let consent = optional.choice("consent", Consent.self)
    let coordination = optional.document("coordination", Coordination.self)
    let handover = optional.document("handover", Handover.self)
    guard let proof, let revision, let seen, let involvements else { return nil }
    self.init(
      proof: proof, revision: revision, seen: seen, disclosure: disclosure, involvements: involvements,
      followUp: followUp, consent: consent, coordination: coordination, handover: handover)
    // A contact that does not read is a fault of its own.
    if disclosure != nil, !holdsContacts, reader.faults.isEmpty {
      reader.note("disclosure", "goes only with a view in which a contact is not empty")
    }
  }

  /// The body of a message about a match.
  public var json: JSONValue {
    JSONValue(present: [
      "proof": JSONValue(base64URL: proof), "revision": revision.map { JSONValue($0) },
      "seen": seen.map { JSONValue($0) }, "disclosure": disclosure.map { .string($0.base64URL) },
      "involvements": involvements.map { .array($0.map(\.json)) },
      "followUp": followUp?.json, "consent": (consent?.rawValue).map(JSONValue.string),
      "coordination": coordination?.json, "handover": handover?.json,
    ])
  }
}
