import PeerProtocol
import Region
import Synchronization

extension SignalImport {
  /// What the policy of organisations asks for the signals that these events record.
  func holds(
    _ events: [RegionEvent], in state: borrowing RegionState, _ today: CalendarDate, _ at: Int
  ) -> [RegionEvent] {
    let decisions = OrganisationDecisions(state)
    return events.flatMap { event -> [RegionEvent] in
      guard case .signals(.recorded(let content, _)) = event else { return [] }
      return decisions.decideHold(of: content, policy: signals.organisations, today: today, at: at)
    }
  }

  /// Notes the rows whose organisation is flagged, for the report.
  func noteFlagged(_ rows: [ReportedSignal], on day: CalendarDate) {
    let policy = signals.organisations
    let flagged = signals.store.readLatest { state in
      rows.map(\.reporter.organisationId).filter {
        state.organisations.flag(of: $0, on: day, policy: policy) != nil
      }
    }
    guard !flagged.isEmpty else { return }
    state.withLock { state in
      for id in flagged { state.flagged[id, default: 0] += 1 }
    }
  }
}
