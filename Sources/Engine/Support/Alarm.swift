public import PeerProtocol
public import Region

/// What people should know of at once: what a peer did, or what befell this node. The words are made where it is shown.
public enum Alarm: Hashable, Sendable {
  /// It sent more than this limit of the agreement allows.
  case limitExceeded(String)
  /// A batch of it was refused whole.
  case batchRefused(ProblemCode)
  /// Its proof of a match failed.
  case unproven
  /// It does not accept this region's proof of a match.
  case proofRefused
  /// Its answer to a batch is forged.
  case forgedAnswer(ForgedAnswer)
  /// It answered two additions of one feed with the same token.
  case tokenTwice
  /// Its state of a feed shows a receipt that does not verify.
  case invalidReceiptInState
  /// It claims to hold a card of this region that was never signed.
  case unknownCardVersion
  /// It holds what this node does not know that it signed or sent: the store was restored from a backup.
  case restored(Restoration.Sign)
  /// A limit exception of it carries this region's signature and is not known here.
  case unknownException
  /// A log or a witness of it, or the own log, shows what cannot be.
  case log(LogFault)
  /// What it says of this region's key, or under this name, contradicts what others say.
  case conflictingIntroductions(of: RegionName)
  /// It introduced this region with another key than the peer of that name has, or that key under another name.
  case introductionContradictsPeer(RegionName)
  /// It was accepted on the word of a region that was suspended or removed since.
  case introducerDistrusted(RegionName)
  /// Its clock says `peer` while this node's, which is trusted, says `own`.
  case clockDiffers(own: Timestamp, peer: Timestamp)

  // MARK: Of this region itself

  /// A report of the signal `signal` says that a youth died: others' signals on that youth are suspended, and erased
  /// after `graceDays`.
  case deathReported(signal: String, graceDays: Int)
  /// A report of the signal `signal` upholds an objection: all signals on that youth are suspended until a second person
  /// says that they are erased.
  case objectionUpheld(signal: String)
  /// The operator proposed a privacy officer where none is left who can consent; the certificate counts after `days`.
  case officerUnopposed(certificate: String, days: Int)
  /// The review of a period of the audit log that ended on this day was not closed in time.
  case reviewOverdue(CalendarDate)
  /// A review of the audit log found what should not have happened.
  case reviewIncident
  /// The system at this host is told of changes no longer, since it does not take messages.
  case webhookDisabled(Int, host: String)

  /// The name of the alarm, as it is stored and shown.
  public var code: String {
    switch self {
    case .limitExceeded: ProblemCode.limitExceeded.rawValue
    case .batchRefused(let code): code.rawValue
    case .unproven: ProblemCode.unprovenMatch.rawValue
    case .proofRefused: "proof-refused"
    case .forgedAnswer(.tokens), .tokenTwice: "forged-tokens"
    case .forgedAnswer: "forged-receipt"
    case .invalidReceiptInState: "invalid-receipt"
    case .unknownCardVersion: "card-version"
    case .restored(.seenAhead): "seen-ahead"
    case .restored, .unknownException: "own-signature-unknown"
    case .log(let fault): fault.kind.name
    case .conflictingIntroductions: "conflicting-introductions"
    case .introductionContradictsPeer: "introduction-contradicts-peer"
    case .introducerDistrusted: "introducer-distrusted"
    case .clockDiffers: "clock-differs"
    case .deathReported: "death-reported"
    case .objectionUpheld: "objection-upheld"
    case .officerUnopposed: "privacy-officer-unopposed"
    case .reviewOverdue: "review-overdue"
    case .reviewIncident: "review-incident"
    case .webhookDisabled: "webhook-disabled"
    }
  }
}
