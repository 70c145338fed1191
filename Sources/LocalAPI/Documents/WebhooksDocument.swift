package import PeerProtocol

/// The systems that are told of changes: answer to GET /v1/webhooks and to the removal of one.
package struct WebhooksDocument: LocalDocument {
  /// By which receivers verify messages: `whpk_` and the Ed25519 key in Base64. Missing where node.json has no webhooks.
  package var publicKey: String?
  /// The hosts that node.json lists.
  package var hosts: [String]
  /// Oldest first.
  package var webhooks: [WebhookDocument]

  package init(publicKey: String?, hosts: [String], webhooks: [WebhookDocument]) {
    (self.publicKey, self.hosts, self.webhooks) = (publicKey, hosts, webhooks)
  }
}

/// A system that is told of changes.
package struct WebhookDocument: LocalDocument {
  /// How it fares.
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Everything was delivered, or is under way for the first time.
    case fine
    /// A try failed; it is sent again.
    case late
    /// Nothing is sent: its host does not stand in node.json any more.
    case hostNotListed = "host-not-listed"
    /// Nothing is sent any more.
    case disabled
  }

  /// A message that was not taken yet.
  package struct Pending: Codable, Hashable, Sendable {
    /// The id that every try of it has.
    package var id: String
    /// The cursor of the last change that it tells of.
    package var cursor: String
    /// How many tries failed.
    package var tries: Int
    package var nextTryAt: Timestamp

    package init(id: String, cursor: String, tries: Int, nextTryAt: Timestamp) {
      (self.id, self.cursor, self.tries, self.nextTryAt) = (id, cursor, tries, nextTryAt)
    }
  }

  package var id: Int
  package var url: String
  package var addedAt: Timestamp
  package var state: Word<State>
  /// The cursor up to which the receiver knows of changes.
  package var cursor: String
  /// When it took a message last.
  package var deliveredAt: Timestamp?
  package var pending: Pending?
  /// What is wrong, in words.
  package var detail: String?
  /// What to do about it.
  package var next: String?

  package init(id: Int, url: String, addedAt: Timestamp, state: Word<State>, cursor: String) {
    (self.id, self.url, self.addedAt, self.state, self.cursor) = (id, url, addedAt, state, cursor)
  }
}

/// A webhook that somebody has to see to, in the status: without its URL, which may hold a secret.
package struct StatusWebhook: Codable, Hashable, Sendable {
  package var id: Int
  package var host: String
  package var state: Word<WebhookDocument.State>
  package var detail: String
  package var next: String

  package init(id: Int, host: String, state: Word<WebhookDocument.State>, detail: String, next: String) {
    (self.id, self.host, self.state, self.detail, self.next) = (id, host, state, detail, next)
  }
}

/// Answer to POST /v1/webhooks/{webhook}/test.
package struct WebhookTestDocument: LocalDocument {
  /// Whether the receiver took the message.
  package var isDelivered: Bool
  /// The status of its answer, where there was one.
  package var status: Int?
  /// What happened, in words.
  package var detail: String

  private enum CodingKeys: String, CodingKey {
    case isDelivered = "delivered"
    case status, detail
  }

  package init(isDelivered: Bool, status: Int?, detail: String) {
    (self.isDelivered, self.status, self.detail) = (isDelivered, status, detail)
  }
}

/// Body of POST /v1/webhooks.
package struct WebhookRequest: LocalDocument {
  /// Where messages go.
  package var url: String

  package init(url: String) { self.url = url }
}

/// Body of POST /v1/webhooks/{webhook}/removal.
package struct WebhookRemovalRequest: LocalDocument {
  /// The webhook's number again, to be sure.
  package var confirm: Int

  package init(confirm: Int) { self.confirm = confirm }
}
