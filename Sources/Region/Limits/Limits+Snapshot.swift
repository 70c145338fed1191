import PeerProtocol

extension RegionSnapshotWriter {
  func writeLimits(_ emit: (SnapshotItem, (inout ByteWriter) -> Void) throws -> Void) rethrows {
    try emit(.limitClock) { state.limits.clock.write(to: &$0) }
    for record in state.limits.exceptions.values { try emit(.limitException) { record.write(to: &$0) } }
    for (item, windows) in [
      (SnapshotItem.receivedAdditions, state.limits.received), (.sentAdditions, state.limits.sent),
    ] {
      for (region, window) in windows {
        try emit(item) {
          $0.region(region)
          window.write(to: &$0)
        }
      }
    }
    for (region, watch) in state.limits.watches {
      try emit(.feedWatch) {
        $0.region(region)
        watch.write(to: &$0)
        $0.list(state.limits.suspicions[region] ?? []) { $1.write(to: &$0) }
      }
    }
  }
}

extension LimitsState {
  mutating func read(_ kind: SnapshotItem, _ reader: inout ByteReader) throws(CodecError) {
    switch kind {
    case .limitClock: clock = try LimitClock(from: &reader)
    case .limitException:
      let record = try LimitExceptionRecord(from: &reader)
      exceptions[record.id] = record
    case .receivedAdditions: received[try reader.region()] = try AdditionWindow(from: &reader)
    case .sentAdditions: sent[try reader.region()] = try AdditionWindow(from: &reader)
    default:
      let region = try reader.region()
      watches[region] = try FeedWatch(from: &reader)
      let raised = try reader.list { (reader) throws(CodecError) in try Suspicion(from: &reader) }
      if !raised.isEmpty { suspicions[region] = raised }
    }
  }
}
