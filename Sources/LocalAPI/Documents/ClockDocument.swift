package import PeerProtocol

/// Whether the node trusts the machine's clock. While it is in doubt nothing is erased, archived or ended by it.
package struct ClockDocument: LocalDocument {
  /// How it stands.
  package enum State: String, Hashable, Sendable, CaseIterable {
    case trusted
    case inDoubt = "in-doubt"
  }

  /// Why the clock is in doubt.
  package enum Cause: String, Hashable, Sendable, CaseIterable {
    /// It stood far from the journal when the node started.
    case start
    /// It was set while the node ran.
    case leap
    /// The clocks of most reachable peers say something else.
    case peers
  }

  /// A peer whose clock differs.
  package struct DifferingPeer: Codable, Hashable, Sendable {
    package var peer: String
    package var clock: Timestamp
    /// Negative where the peer's clock is behind.
    package var aheadSeconds: Int

    package init(peer: String, clock: Timestamp, aheadSeconds: Int) {
      self.peer = peer
      self.clock = clock
      self.aheadSeconds = aheadSeconds
    }
  }

  package var state: Word<State>
  /// What the machine's clock says.
  package var machine: Timestamp
  /// The newest moment in the journal and the time since; after a start at the least.
  package var expected: Timestamp?
  package var cause: Word<Cause>?
  /// How long it has agreed with most reachable peers; after 600 seconds the doubt ends.
  package var agreesSeconds: Int?
  /// Peers whose clocks differ by more than ten minutes.
  package var differing: [DifferingPeer]
  /// The doubt in plain words, with both clocks.
  package var detail: String?
  /// The command that confirms the clock, where it is right.
  package var next: String?

  package init(
    state: Word<State>, machine: Timestamp, expected: Timestamp? = nil, cause: Word<Cause>? = nil,
    agreesSeconds: Int? = nil, differing: [DifferingPeer], detail: String? = nil, next: String? = nil
  ) {
    self.state = state
    self.machine = machine
    self.expected = expected
    self.cause = cause
    self.agreesSeconds = agreesSeconds
    self.differing = differing
    self.detail = detail
    self.next = next
  }
}
