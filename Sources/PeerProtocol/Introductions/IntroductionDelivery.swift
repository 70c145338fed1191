/// What an introducer puts (`PUT /v1/introductions/{documentId}`, Schemas/peer-protocol.md, section 9).
public struct IntroductionDelivery: Hashable, Sendable, JSONDocument {
  /// The signed introduction.
  public var introduction: SignedDocument
  /// The card of the region that is introduced, of any version under the key that the introduction names.
  public var card: SignedDocument

  /// A delivery of these two documents.
  public init(introduction: SignedDocument, card: SignedDocument) {
    self.introduction = introduction
    self.card = card
  }

  /// `{"card","introduction"}`.
  public init?(reader: JSONReader) {
    let introduction = reader.document("introduction", SignedDocument.self)
    let card = reader.document("card", SignedDocument.self)
    guard let introduction, let card else { return nil }
    self.init(introduction: introduction, card: card)
  }

  /// `{"card","introduction"}`.
  public var json: JSONValue { ["introduction": introduction.json, "card": card.json] }
}
