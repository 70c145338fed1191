/// Answer to GET /v1/signals.
package struct SignalsDocument: LocalDocument {
  package var signals: [StoredSignalDocument]

  package init(signals: [StoredSignalDocument]) {
    self.signals = signals
  }
}
