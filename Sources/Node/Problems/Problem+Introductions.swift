import PeerProtocol
import Region

extension Problem {
  /// Why a step on introductions is refused, and what to do.
  init(_ refusal: IntroductionRefusal) {
    switch refusal {
    case .invalid(let reason): self.init(refusal.code, reason.detail)
    case .askedInvalid(.frameworkNotSigned):
      self.init(
        refusal.code,
        "framework: this region introduces under a framework that it and the caller signed. Sign it first.")
    case .askedInvalid:
      self.init(
        refusal.code,
        "This region vouches for keys only that its people compared. Ask its operator to compare yours: samenloop peer compare"
      )
    case .refusedByPeer(let region, let problem):
      self.init(
        problem.code, "\(region) answers: \(problem.detail.isEmpty ? problem.code.title : problem.detail)",
        status: problem.status >= 500 ? 502 : problem.status)
    default: self.init(refusal.code, refusal.detail)
    }
  }
}

extension IntroductionRefusal {
  /// Why, and what to do, for an operator.
  package var detail: String {
    switch self {
    case .invalid(let reason), .askedInvalid(let reason): reason.detail
    case .refusedByPeer(let region, let problem): "\(region) answers \(problem.code.rawValue)"
    case .notIntroduced(let region):
      "\(region) is no peer, and nobody introduced it in the last \(ReceivedIntroduction.days) days. See: samenloop peer list"
    case .tooFew(let region, let introducers, let needed):
      "\(region) was introduced by \(introducers.map(\.text).joined(separator: ", ")); \(needed) regions have to vouch for it "
        + "(`introducers` in node.json). Ask another peer that compared it, or compare it yourself: samenloop peer invite"
    case .conflicting(let region):
      "What is said of \(region) does not fit together, or contradicts a peer: none of it counts. Compare its key yourself: "
        + "samenloop peer invite; and suspend the region that spoke untruly: samenloop peer suspend"
    case .comparisonNeeded(let region):
      "Something with the name or the key of \(region) was rejected, revoked, suspended or removed before: it is accepted by "
        + "comparison. Make an invitation: samenloop peer invite"
    case .requestUnderWay(let region):
      "An invitation with \(region) is under way. Compare the groups and accept it by that: samenloop peer fingerprint \(region)"
    case .internalAddress(let region, let endpoint):
      "endpoint: \(endpoint) may lead to this machine or an internal network. Where that is meant: samenloop peer accept "
        + "\(region) --internal-address"
    case .groupsDiffer(let region):
      "groups: are not those of the key that is held of \(region). Read all six again; where they still differ, suspend it: "
        + "samenloop peer suspend \(region) --reason TEXT"
    case .notCompared(let region):
      "\(region) is no peer that this region's people compared, or it is suspended: nobody vouches for it. Compare it: "
        + "samenloop peer compare \(region)"
    case .comparisonDayUnknown(let region):
      "The day on which \(region) was compared is not known: it was before this version kept it. Compare it again: "
        + "samenloop peer compare \(region)"
    case .notIntroducible(let region):
      "The card of \(region) does not say that it may be introduced. Its operator sets `introducible` in node.json, or asks "
        + "for it: samenloop peer introduce-me"
    case .noCommonFramework(let regions):
      "No framework is signed by this region and by \(regions.map(\.text).joined(separator: " and ")). See: samenloop framework "
        + "list"
    case .nobodyToIntroduce(let region):
      "There is no region to which \(region) could be introduced: both have to be compared, to have signed one framework, and "
        + "to be introducible. See: samenloop peer list"
    case .nothingAsked(let region): "\(region) asked for no introductions, or its request ran out."
    }
  }
}

extension IntroductionRefusal.Reason {
  /// Why an introduction counts for nothing, for the introducer.
  fileprivate var detail: String {
    switch self {
    case .pathNamesOther: "The path names another document than the introduction. Put it under its own documentId."
    case .otherIntroducer:
      "introducer: an introduction is brought by the region that made and signed it, and by no other."
    case .otherReceiver: "to: the introduction is made for another region."
    case .knownSelf: "region: a region introduces neither itself nor the receiver."
    case .introducerNotCompared:
      "This region's people did not compare the introducer's key themselves. Trust reaches one step: compare first."
    case .frameworkNotSigned: "framework: this region and the introducer both sign the framework first."
    case .otherCard: "card: is not signed by the key that is introduced, or is that of another region."
    case .otherEnvironment: "card: made-up and real youths never meet; the region's node is of another environment."
    case .tooMany(let count):
      "\(count) introductions of yours wait for this region's operator already. Send more once those were decided on."
    }
  }
}
