import Cryptography
import PeerProtocol
import PrivateMatching
import Region

/// What is stored of a report.
extension Signals {
  /// The keyed mark of all that was reported, by which a repeat is recognised.
  func mark(of signal: ReportedSignal) throws(Refusal) -> SignalMark {
    guard let mark = SignalMark(HMACSHA256.authenticate(signal.canonical, key: markKey).prefix(16)) else {
      throw .miscomputed
    }
    return mark
  }

  /// What is stored of a reported signal: pseudonyms for identities, the day of erasure for a birth date, and a mark.
  func content(
    _ signal: ReportedSignal, _ mark: SignalMark, _ youths: [Identity: Pseudonym],
    _ guardians: [Identity: Pseudonym]
  ) -> SignalContent {
    var aliens = AliensNumbers()
    for (place, identity) in signal.youth.enumerated() where identity.isAliensNumber { aliens.reported |= 1 << place }
    var content = SignalContent(
      id: signal.id, youth: signal.youth.compactMap { youths[$0] },
      guardians: signal.guardians.compactMap { guardians[$0] }, reporter: signal.reporter,
      municipality: signal.municipality, shielding: signal.shielding, isIndirect: signal.isIndirect,
      isTemporary: signal.isTemporary, startedOn: signal.startedOn,
      termEndsOn: signal.startedOn.adding(months: profile.termMonths),
      endedOn: signal.endedOn, endReason: signal.endReason, eraseOn: signal.eraseOn, aliens: aliens,
      informedOn: signal.informedOn, consent: signal.consent,
      objection: signal.objection, mark: mark)
    content.leavesShielding = signal.leavesShielding
    return content
  }
}
