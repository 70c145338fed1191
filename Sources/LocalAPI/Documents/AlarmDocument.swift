package import PeerProtocol

/// What a peer, or a report of this region, did that it should not have.
package struct AlarmDocument: LocalDocument {
  package var code: String
  /// How often it happened.
  package var count: Int
  package var lastAt: Timestamp
  /// What happened in plain words, and the next step; no personal data.
  package var detail: String?

  package init(code: String, count: Int, lastAt: Timestamp, detail: String? = nil) {
    self.code = code
    self.count = count
    self.lastAt = lastAt
    self.detail = detail
  }
}
