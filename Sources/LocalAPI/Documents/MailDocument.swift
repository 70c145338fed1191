package import PeerProtocol

/// Body of POST /v1/mail/test.
package struct MailTestRequest: LocalDocument {
  /// Where the mail goes.
  package var address: String

  package init(address: String) { self.address = address }
}

/// Answer to POST /v1/mail/test.
package struct MailTestDocument: LocalDocument {
  /// Whether the mail server took the mail.
  package var isSent: Bool
  /// What happened, in words.
  package var detail: String

  private enum CodingKeys: String, CodingKey {
    case isSent = "sent"
    case detail
  }

  package init(isSent: Bool, detail: String) { (self.isSent, self.detail) = (isSent, detail) }
}

/// That mail does not work, in the status.
package struct StatusMail: Codable, Hashable, Sendable {
  package var since: Timestamp
  /// Why, in the words of the mail server or of TLS.
  package var detail: String
  package var next: String

  package init(since: Timestamp, detail: String, next: String) {
    (self.since, self.detail, self.next) = (since, detail, next)
  }
}
