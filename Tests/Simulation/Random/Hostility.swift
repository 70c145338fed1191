/// What a malicious peer tries.
enum Hostility: String, CaseIterable, Sendable {
  case garbage, tooLarge, wrongMethod, noSuchPath, stranger, badInvitation, foreignCard, staleCard
  case forgedAgreement, unsignedAgreement, unknownConcluded, oldRevocation
  case badPoint, samePointTwice, wrongReceipt, gap, conflict, oldGeneration, overLimit, guess, repeatLast
  case unknownMatch, badProof, garbageView
  case forkedLog, rolledBackLog
  /// The next answer to the victim's batch is changed.
  case forgedTokens, sameTokenTwice, unsignedAnswer

  /// True where the victim holds wrong tokens afterwards, until it starts a generation: its matches with the malicious
  /// region are not complete then.
  var isLasting: Bool { self == .forgedTokens || self == .sameTokenTwice }
}
