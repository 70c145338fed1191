/// Answer to GET /v1/signals.
public struct SignalsDocument: LocalDocument {
  public var signals: [StoredSignalDocument]

  public init(signals: [StoredSignalDocument]) {
    self.signals = signals
  }
}
