public import Cryptography

extension FeedStateReport: JSONDocument {
  /// What a receiver holds of a feed. Members of a problem beside it are ignored.
  public init?(reader: JSONReader) {
    let generation = reader.integer("generation")
    let sequence = reader.integer("sequence")
    let complete = reader.bool("complete")
    let active = reader.integer("active")
    let receipt = reader.optional.document("receipt", SignedDocument.self)
    guard let generation, let sequence, let complete, let active else { return nil }
    self.init(generation: generation, sequence: sequence, complete: complete, active: active, receipt: receipt)
  }

  /// `{"active","complete","generation","receipt"?,"sequence"}`.
  public var json: JSONValue { .object(members) }

  /// The same, to go into a problem.
  public var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "generation": JSONValue(generation), "sequence": JSONValue(sequence), "complete": .bool(complete),
      "active": JSONValue(active),
    ]
    if let receipt { members["receipt"] = receipt.json }
    return members
  }
}

/// The answer to a request for the state of an agreement's feeds: those of the caller, as the answerer holds them.
public struct AgreementState: Hashable, Sendable, JSONDocument {
  /// The feed of each kind.
  public var feeds: [SubjectKind: FeedStateReport]

  /// A state of these feeds.
  public init(feeds: [SubjectKind: FeedStateReport]) { self.feeds = feeds }

  /// `{"feeds":{kind:{…}}}`.
  public init?(reader: JSONReader) {
    guard let members = reader.object("feeds") else { return nil }
    var feeds: [SubjectKind: FeedStateReport] = [:]
    for kind in SubjectKind.allCases { feeds[kind] = members.optional.document(kind.name) }
    self.init(feeds: feeds)
  }

  /// `{"feeds":{kind:{…}}}`.
  public var json: JSONValue {
    let members = feeds.map { ($0.key.name, $0.value.json) }
    return ["feeds": .object(Dictionary(members, uniquingKeysWith: { first, _ in first }))]
  }
}
