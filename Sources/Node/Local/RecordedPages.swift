import Engine
import Region
import Synchronization

/// The pages of a list whose lines stand in the audit log before anybody sees them. An entry is written for as many items as
/// it has room for, which are held until they are sent.
final class RecordedPages<Item: ShownLine>: Sendable {
  /// Bytes that are held, about: the items of one entry.
  static var heldBytes: Int { 100 * 512 }
  /// Items that are encoded together.
  private static var pageItems: Int { 8 }

  private struct State {
    /// Items that no entry tells of yet.
    var read: [Item] = []
    /// Items that may be shown.
    var recorded: ArraySlice<Item> = []
    var isAtEnd = false
  }

  private let list: PagedList<Item>
  private let record: ShownRecord
  private let state = Mutex(State())

  init(_ list: PagedList<Item>, _ record: ShownRecord) { (self.list, self.record) = (list, record) }

  /// The items of the next page; nil after the last.
  ///
  /// - Throws: ``Refusal`` where their entry cannot be written, or the list cannot be read.
  func next() throws(Refusal) -> ArraySlice<Item>? {
    try state.withLock { (state) throws(Refusal) -> ArraySlice<Item>? in
      if state.recorded.isEmpty { try recordMore(&state) }
      guard !state.recorded.isEmpty else { return nil }
      let page = state.recorded.prefix(Self.pageItems)
      state.recorded.removeFirst(page.count)
      return page
    }
  }

  private func recordMore(_ state: inout State) throws(Refusal) {
    while !state.isAtEnd, state.read.count < AuditFact.thingLimit {
      guard let page = try list.next() else {
        state.isAtEnd = true
        break
      }
      state.read += page
    }
    var things: [AuditThing] = []
    var count = 0
    for item in state.read {
      let more = item.auditThings
      guard count == 0 || things.count + more.count <= AuditFact.thingLimit else { break }
      things += more
      count += 1
    }
    try record.write(things)
    state.recorded = state.read.prefix(count)
    state.read.removeFirst(count)
  }
}
