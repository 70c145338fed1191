package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension ClockDocument {
  /// Whether the clock is trusted; where it is not, why, and the command that confirms it.
  package init(_ standing: ClockStanding) {
    self.init(
      state: Word(standing.doubt == nil ? .trusted : .inDoubt), machine: standing.machine,
      differing: standing.differing.map {
        DifferingPeer(peer: $0.peer.text, clock: $0.clock, aheadSeconds: $0.aheadSeconds)
      })
    guard let doubt = standing.doubt else { return }
    expected = doubt.expected
    cause = Word(text: doubt.cause.name)
    agreesSeconds = doubt.agreesSeconds
    detail = standing.explanation
    next = standing.confirmation
  }
}

extension ClockStanding {
  fileprivate var confirmation: String { "samenloop clock confirm --date \(CalendarDate(machine).iso)" }

  /// A doubt in plain words, with both clocks and the next step; nil where the clock is trusted.
  package var explanation: String? {
    guard let doubt else { return nil }
    let differing = differing.prefix(5).map {
      pick("die van \($0.peer) zegt \($0.clock)", "that of \($0.peer) says \($0.clock)")
    }
    let others =
      differing.isEmpty
      ? ""
      : pick(
        " Van de klokken van andere regio's: \(differing.joined(separator: ", ")).",
        " Of the peers' clocks \(differing.joined(separator: ", ")).")
    return reason(doubt) + others
      + pick(
        " Tot die wordt vertrouwd, wordt er niets op gewist, gearchiveerd of beëindigd; het vertrouwen "
          + "komt vanzelf terug na tien minuten gelijk lopen met andere regio's, of zes rustige uren zonder. "
          + "Zet de klok goed met NTP; is die al goed: \(confirmation)",
        " Until it is trusted nothing is erased, archived or ended by it; that comes by itself after ten minutes of "
          + "agreement with peers, or six steady hours without. Set it right by NTP; if it is right: \(confirmation)")
  }

  private func reason(_ doubt: Doubt) -> String {
    let expected = doubt.expected
    if doubt.cause != .peers, abs(machine.seconds(since: expected)) * 1000 <= EngineLimits.clockLeapMilliseconds {
      return pick(
        "De klok van de machine stond verkeerd en staat volgens het journaal weer goed: die zegt "
          + "\(machine), zoals verwacht.",
        "The machine's clock was wrong and stands right again by the journal: it says \(machine), as expected.")
    }
    return switch doubt.cause {
    case .start:
      pick(
        "De klok van de machine zegt \(machine); het journaal eindigt op \(expected). Het knooppunt "
          + "stond uit, of de klok is verkeerd.",
        "The machine's clock says \(machine); the journal ends at \(expected). Either the node was off, or the clock is "
          + "wrong.")
    case .peers:
      pick(
        "De klok van de machine zegt \(machine), en de meeste klokken van andere regio's zeggen iets "
          + "anders.", "The machine's clock says \(machine), and most reachable peers' clocks say something else.")
    case .leap:
      pick(
        "De klok van de machine is verzet: die zegt \(machine) waar \(expected) werd verwacht.",
        "The machine's clock was set: it says \(machine) where \(expected) was expected.")
    }
  }
}
