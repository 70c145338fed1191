/// What a reader of records or chunks throws for one that a newer program wrote: the store is whole, and this program older.
public struct NewerFormat: Error, Sendable {
  /// The reason in words, for the log.
  public let reason: String

  /// A record or chunk of a later format; `reason` must not tell what it holds.
  public init(reason: String) { self.reason = reason }
}

extension JournalError {
  /// What `error`, thrown by a reader of records or chunks, makes of the opening of the store.
  static func refusal(_ error: any Error, file: String, offset: Int) -> JournalError {
    if let newer = error as? NewerFormat { return .newerFormat(file: file, reason: newer.reason) }
    return .rejected(file: file, offset: offset, reason: "\(error)")
  }
}
