public import PeerProtocol

/// Why a step on introductions is refused.
public enum IntroductionRefusal: Error, Hashable, Sendable {
  /// Why an introduction that a peer brings counts for nothing.
  public enum Reason: Hashable, Sendable {
    /// The path names another document than the body holds.
    case pathNamesOther
    /// It is signed by another key than that of the peer that brings it, or names another introducer.
    case otherIntroducer
    /// It is made for another region.
    case otherReceiver
    /// It introduces this region, or the introducer itself.
    case knownSelf
    /// This region's people did not compare the introducer's key themselves.
    case introducerNotCompared
    /// This region or the introducer has not signed the framework.
    case frameworkNotSigned
    /// The card is not that of the region and the key that are introduced.
    case otherCard
    /// The region's node is of another environment.
    case otherEnvironment
    /// So many introductions of this introducer wait already.
    case tooMany(Int)
  }

  /// An introduction counts for nothing here.
  case invalid(Reason)
  /// A peer asks to be introduced under a framework that it or this region has not signed, or without having been compared.
  case askedInvalid(Reason)
  /// A peer changes what it asks for too often; it may in so many seconds.
  case askedTooSoon(seconds: Int)

  // MARK: An operator accepts

  /// Nobody introduced the region, or no longer.
  case notIntroduced(RegionName)
  /// Fewer regions introduced it than this region asks for.
  case tooFew(RegionName, introducers: [RegionName], needed: Int)
  /// Introductions of the region contradict each other, or an accepted peer.
  case conflicting(RegionName)
  /// Peering with that name or key was rejected, suspended or removed before, or an agreement revoked: people compare.
  case comparisonNeeded(RegionName)
  /// The region's own request, or this region's, is under way: people compare.
  case requestUnderWay(RegionName)
  /// The endpoint leads, or may lead, to this machine or an internal network.
  case internalAddress(RegionName, endpoint: String)

  /// The groups that were read are not those of the peer's key.
  case groupsDiffer(RegionName)

  // MARK: An operator introduces, or asks for it

  /// People of this region did not compare the peer.
  case notCompared(RegionName)
  /// The day on which the peer was compared is not known: an earlier version of the program did not keep it.
  case comparisonDayUnknown(RegionName)
  /// The card of the region does not say that it may be introduced.
  case notIntroducible(RegionName)
  /// No framework is signed by this region and by both others.
  case noCommonFramework([RegionName])
  /// Nobody is left to whom the region could be introduced.
  case nobodyToIntroduce(RegionName)
  /// The peer asked for nothing, or its request ran out.
  case nothingAsked(RegionName)
  /// What the peer answered that was asked to introduce this region.
  case refusedByPeer(RegionName, Problem)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .invalid: .invalidIntroduction
    case .askedInvalid: .invalidIntroduction
    case .askedTooSoon: .tooManyRequests
    case .notIntroduced, .nothingAsked: .notFound
    case .refusedByPeer(_, let problem): problem.code
    case .tooFew, .conflicting, .comparisonNeeded, .requestUnderWay, .internalAddress, .groupsDiffer, .notCompared,
      .comparisonDayUnknown, .notIntroducible, .noCommonFramework, .nobodyToIntroduce:
      .conflict
    }
  }
}
