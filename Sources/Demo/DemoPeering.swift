import LocalAPI
import Node
package import PeerProtocol
import System

/// The steps of two regions' people before anything is exchanged: invitation, fingerprint, agreement.
package struct DemoPeering {
  private let inviter: DemoRegion
  private let joiner: DemoRegion
  /// The day on which it happens.
  private let today: CalendarDate
  /// The kinds that are exchanged: `youth`, and `guardian` where families are to be found too.
  private let kinds: [String]

  package init(inviter: DemoRegion, joiner: DemoRegion, today: CalendarDate, kinds: [String] = ["youth"]) {
    self.inviter = inviter
    self.joiner = joiner
    self.today = today
    self.kinds = kinds
  }

  /// Invitation, comparison of the fingerprint, acceptance.
  package func meet() throws {
    let invitation: InvitationDocument = try inviter.ask(["peer", "invite"])
    try joiner.command(["peer", "join", invitation.code])
    let read: PeerDocument = try inviter.ask(["peer", "fingerprint", joiner.id])
    let heard: PeerDocument = try joiner.ask(["peer", "fingerprint", inviter.id])
    guard read.fingerprint.count == 6, read.fingerprint == heard.fingerprint else {
      throw DemoRegion.Failure(
        description: "\(inviter.id) and \(joiner.id) read each other different fingerprints: somebody is in between")
    }
    try inviter.command(["peer", "accept", joiner.id])
  }

  /// An agreement that two people of each side approve, in the form of the file at `path`.
  func agree(file path: String) throws {
    try conclude(try propose(file: path))
  }

  /// The same but for the last approval; gives the agreement's id.
  package func propose(file path: String) throws -> String {
    try Files.create(path, Array(JSONText.readable(try terms.jsonValue()).utf8) + [0x0A])
    let proposed: AgreementDocument = try inviter.ask(["agreement", "propose", joiner.id, "--file", path])
    let agreement = proposed.agreementId
    try inviter.command(["agreement", "approve", "--as", Role.privacyOfficer.rawValue], operand: agreement)
    // It is on its way now: the other side's people wait until it has arrived.
    try joiner.command(["agreement", "approve", "--as", Role.operator.rawValue], operand: agreement)
    return agreement
  }

  /// The last approval: with it the agreement is in force, and the exchange begins.
  package func conclude(_ agreement: String) throws {
    try joiner.command(["agreement", "approve", "--as", Role.privacyOfficer.rawValue], operand: agreement)
  }

  /// The terms of the agreement.
  var terms: AgreementTermsDocument {
    let limits = AgreementTermsDocument.Limits(active: 200_000, perDay: 200_000, perYear: 600_000)
    return AgreementTermsDocument(
      purpose: "Professionals who are involved with the same youth find each other across the regions' border.",
      legalBasis: "Jeugdwet 7.1.4", kinds: kinds, limits: [inviter.id: limits, joiner.id: limits],
      contactRelease: Word(.automatic), history: false, followUpDays: 14, silenceDays: 90, validFrom: today.start,
      validUntil: today.adding(years: 2).start)
  }
}
