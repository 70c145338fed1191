/// What an item of a snapshot holds; the raw value stands before it.
enum SnapshotItem: UInt8 {
  case format = 1
  case ownCard = 2
  case invitation = 3
  case peer = 4
  case alarms = 5
  case restoration = 6
  case closing = 7
  case clock = 8
  case identities = 10
  case freeIdentities = 11
  case signals = 12
  case freeSignals = 13
  case erased = 14
  case rules = 15
  case refusedRows = 19
  case hold = 16
  case decisions = 17
  case agreement = 20
  case outgoingFeed = 30
  case outgoingEntries = 31
  case incomingFeed = 32
  case incomingEntries = 33
  /// Of format 1 only.
  case signedReceipts = 34
  case receiptsOfFeed = 35
  case onceUnknown = 36
  case match = 40
  case shown = 41
  case changes = 42
  case highestRevision = 43
  case recipients = 44
  case disclosureSums = 45
  case endedDisclosures = 46
  case limitClock = 60
  case limitException = 61
  case receivedAdditions = 62
  case sentAdditions = 63
  case feedWatch = 64
  case credentials = 70
  case audit = 80
  case auditTail = 81
  case auditKeys = 82
  case auditRetention = 83
  case rosterCards = 84
  case rights = 90
  case informedApart = 91
  case figures = 92
  case countedYouths = 93
  case organisations = 94
  case municipalityMerges = 95
  case webhooks = 96
  case mail = 97
  case framework = 98
  case end = 99
  case formerTrouble = 100
  case receivedIntroductions = 103
  case madeIntroductions = 104
  case askedIntroductions = 105
  case introducedPeers = 106
  case comparedPeers = 107
  case invitationTerms = 108
  case peerTerms = 109

  /// Rows that one item holds at most.
  static let rowsPerItem = 2_000
  /// Cards of regions that one item holds at most.
  static let cardsPerItem = 50
}

extension Collection {
  /// The elements in pieces of at most `size`.
  package func pieces(of size: Int) -> some Sequence<SubSequence> {
    sequence(state: startIndex) { start in
      guard start < self.endIndex else { return nil }
      let end = self.index(start, offsetBy: size, limitedBy: self.endIndex) ?? self.endIndex
      defer { start = end }
      return self[start..<end]
    }
  }
}
