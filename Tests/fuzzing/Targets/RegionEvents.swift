@testable import Region

/// Records of the journal: what is read is the same again when it is written.
@Sendable func fuzzRegionEvents(_ input: [UInt8]) {
  guard let events = try? RegionEvent.events(record: input) else { return }
  let record = RegionEvent.record(events)
  guard let again = try? RegionEvent.events(record: record) else { violated("a record that was written is not read") }
  require(again.count == events.count, "events were lost")
  require(RegionEvent.record(again) == record, "the same events were written in two ways")
  for event in events {
    _ = event.erases
    guard let alone = try? RegionEvent.events(record: event.record).first else {
      violated("an event of a list is none alone")
    }
    require(alone.record == event.record, "an event changed when it was written alone")
  }
}
