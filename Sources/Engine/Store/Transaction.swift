import Journal
import Region

/// A decision under way: the state as it is now, and the journal that its events go to.
struct Transaction: ~Copyable {
  private(set) var state: RegionState
  private let journal: any Journal
  private let recorder: AuditRecorder
  private(set) var effect = Effect()

  /// What a decision did, besides its result.
  struct Effect: Sendable {
    var hasChanged = false
    var hasErased = false
    /// Why the journal took nothing, where it did not.
    var storageError: JournalError?
  }

  init(state: RegionState, journal: any Journal, recorder: AuditRecorder) {
    self.state = state
    self.journal = journal
    self.recorder = recorder
  }

  /// Appends events that hold together as one record, with the entries of the audit log about them, and applies them.
  ///
  /// - Parameter facts: what the audit log says besides, such as what was shown to a person.
  /// - Throws: ``StorageRefusal`` where the journal takes nothing now, or where a later start could not read the record;
  ///   then nothing was stored or applied.
  mutating func append(_ decided: [RegionEvent], facts: [AuditFact] = []) throws(Refusal) {
    var events = decided
    let entries = recorder.events(
      for: facts + AuditFacts(state).facts(of: decided), in: state, by: CurrentCaller.holder)
    if !entries.isEmpty {
      // What is shown or handed out waits for the log; what happened, or was erased, happened.
      guard facts.isEmpty || !state.audit.isFull else { throw .storage(.logFull) }
      // First, so that what an erasure takes with it includes the keys of its own entry.
      events.insert(contentsOf: entries.map { .audit($0) }, at: 0)
    }
    guard !events.isEmpty else { return }
    let record = RegionEvent.record(events)
    // A record that does not read is the one thing after which a node never starts again: better one request that
    // fails.
    do { _ = try RegionEvent.events(record: record) } catch { throw .storage(.unreadable) }
    do {
      _ = try journal.append(record)
    } catch {
      effect.storageError = error
      throw .storage(StorageRefusal(error))
    }
    for event in events {
      if event.erases(from: state) { effect.hasErased = true }
      state.apply(event)
    }
    effect.hasChanged = true
  }

  mutating func append(_ event: RegionEvent) throws(Refusal) { try append([event]) }

  mutating func takeState() -> RegionState {
    let taken = state
    state = RegionState()
    return taken
  }
}
