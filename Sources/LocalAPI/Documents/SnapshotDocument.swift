/// Answer to POST /v1/snapshots.
package struct SnapshotDocument: LocalDocument {
  /// Always true.
  package var written: Bool

  package init(written: Bool) {
    self.written = written
  }
}
