/// What a joiner posts to the inviter (Schemas/peer-protocol.md, section 4).
public struct PeeringRequest: Hashable, Sendable, JSONDocument {
  /// 8 bytes: which invitation it answers.
  public var invitation: [UInt8]
  /// 32 bytes over the invitation and the card.
  public var proof: [UInt8]
  /// The joiner's card.
  public var card: SignedDocument

  /// A request of these members.
  public init(invitation: [UInt8], proof: [UInt8], card: SignedDocument) {
    self.invitation = invitation
    self.proof = proof
    self.card = card
  }

  /// `{"card","invitation","proof"}`.
  public init?(reader: JSONReader) {
    let invitation = reader.bytes("invitation", 8)
    let proof = reader.bytes("proof", 32)
    let card = reader.document("card", SignedDocument.self)
    guard let invitation, let proof, let card else { return nil }
    self.init(invitation: invitation, proof: proof, card: card)
  }

  /// `{"card","invitation","proof"}`.
  public var json: JSONValue {
    ["invitation": JSONValue(base64URL: invitation), "proof": JSONValue(base64URL: proof), "card": card.json]
  }
}
