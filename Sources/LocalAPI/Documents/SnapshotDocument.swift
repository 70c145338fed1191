/// Answer to POST /v1/snapshots.
public struct SnapshotDocument: LocalDocument {
  /// Always true.
  public var written: Bool

  public init(written: Bool) {
    self.written = written
  }
}
