public import PeerProtocol
public import Region

/// A stored signal and the regions to which contact details of the youth's professionals went.
public struct SignalDetails: Sendable {
  /// A region to which contact details went.
  public struct Recipient: Sendable, Equatable {
    /// The region.
    public var peer: RegionName
    /// The first day on which they went.
    public var firstOn: CalendarDate
    /// The last.
    public var lastOn: CalendarDate
  }

  /// The signal.
  public var summary: SignalSummary
  /// The regions, sorted.
  public var recipients: [Recipient]
  /// Why its organisation is flagged; nil where it is not.
  public var flag: OrganisationStanding?

  init(_ summary: SignalSummary, _ state: RegionState) {
    self.summary = summary
    recipients = state.matches.recipients(ofYouthOf: summary.id, state.signals).map { peer, days in
      Recipient(
        peer: peer, firstOn: CalendarDate(daysSince1970: Int(days.first)),
        lastOn: CalendarDate(daysSince1970: Int(days.last)))
    }
  }
}
