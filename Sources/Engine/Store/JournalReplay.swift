import Journal
import Region

/// Opens a journal, feeding the chunks of its snapshot and then its records to the two functions.
typealias JournalOpening = (
  _ readSnapshot: ([UInt8]) throws -> Void, _ readRecord: ([UInt8]) throws -> Void
) throws -> any Journal

/// A journal that was opened, and the state that its snapshot and records make.
struct JournalReplay {
  let journal: any Journal
  let state: RegionState
  /// True where a record erased something: the journal still holds it.
  private(set) var holdsErased = false
  /// The format of the last record, or of the snapshot; nil for an empty journal.
  private(set) var newestFormat: Int?

  init(_ open: JournalOpening) throws {
    var snapshot = RegionSnapshotReader()
    var replayed: RegionState?
    var holdsErased = false
    var newestFormat: Int?
    journal = try open(
      { chunk in try Self.tellNewer { () throws(CodecError) in try snapshot.read(chunk) } },
      { record in
        if replayed == nil { replayed = try snapshot.finish() }
        newestFormat = StoreFormat.number(ofRecord: record)
        for event in try Self.tellNewer({ () throws(CodecError) in try RegionEvent.events(record: record) }) {
          if let before = replayed, event.erases(from: before) { holdsErased = true }
          replayed?.apply(event)
        }
      })
    self.holdsErased = holdsErased
    self.newestFormat = newestFormat ?? snapshot.format
    state = try replayed ?? snapshot.finish()
  }

  /// Reads with `read`, and tells the journal where a newer program wrote what was read.
  private static func tellNewer<Result>(_ read: () throws(CodecError) -> Result) throws -> Result {
    do throws(CodecError) {
      return try read()
    } catch {
      if error.isNewer { throw NewerFormat(reason: error.description) }
      throw error
    }
  }
}
