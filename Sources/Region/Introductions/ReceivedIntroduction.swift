public import Cryptography
public import PeerProtocol

/// An introduction that came from a peer, with the card that it brought.
public struct ReceivedIntroduction: Sendable, Equatable {
  /// The introduction as the introducer signed it.
  public var document: SignedDocument
  /// What it says.
  public var facts: Introduction
  /// The card of the region that is introduced, the highest version that was seen from this introducer.
  public var card: SignedDocument
  /// What the card says.
  public var cardFacts: RegionCard
  /// The identity key of the introducer, by which its signature was verified.
  public var introducerKey: Ed25519PublicKey
  /// When it came: it counts from then on.
  public var arrivedAt: Timestamp

  /// Days for which an introduction counts from its arrival (Schemas/peer-protocol.md, section 9).
  public static let days = 30
  /// Introductions of regions that are no peers yet which are kept of one introducer.
  public static let waitingLimit = 50

  /// An introduction whose signatures were verified.
  public init(
    document: SignedDocument, facts: Introduction, card: SignedDocument, cardFacts: RegionCard,
    introducerKey: Ed25519PublicKey, arrivedAt: Timestamp
  ) {
    (self.document, self.facts) = (document, facts)
    (self.card, self.cardFacts) = (card, cardFacts)
    (self.introducerKey, self.arrivedAt) = (introducerKey, arrivedAt)
  }

  /// The first moment at which it counts no longer.
  public var endsAt: Timestamp { arrivedAt.adding(days: Self.days) }
}

/// An introduction that this region made, until its term is over.
public struct MadeIntroduction: Sendable, Equatable {
  /// What became of it.
  public enum Outcome: Hashable, Sendable {
    /// The receiver did not answer yet.
    case waiting
    /// The receiver took it.
    case delivered
    /// The receiver refused it with this code.
    case refused(String)
  }

  /// The introduction with this region's signature.
  public var document: SignedDocument
  /// What it says.
  public var facts: Introduction
  /// True where the region asked for it: then its card need not say that it may be introduced.
  public var wasAsked: Bool
  /// What became of it.
  public internal(set) var outcome = Outcome.waiting

  /// An introduction that is to be delivered.
  public init(document: SignedDocument, facts: Introduction, wasAsked: Bool) {
    (self.document, self.facts, self.wasAsked) = (document, facts, wasAsked)
  }

  /// True while it is brought to the receiver. One that does not count there may count later: a framework is signed, a key
  /// compared, or what waits there decided on.
  public var isOpen: Bool {
    switch outcome {
    case .waiting: true
    case .delivered: false
    case .refused(let code): code == ProblemCode.invalidIntroduction.rawValue
    }
  }
}

/// What a peer asked this region to do, which waits for its operator.
public struct AskedIntroductions: Sendable, Equatable {
  /// What it asks.
  public var request: IntroductionRequest
  /// When it asked.
  public internal(set) var at: Timestamp

  /// Seconds for which a wish stands before the same peer may change it: each change is an entry of the audit log.
  public static let changeSeconds: Int64 = 3_600

  /// A request that came at this moment.
  public init(request: IntroductionRequest, at: Timestamp) { (self.request, self.at) = (request, at) }
}

/// That a peer was accepted on introductions, and that nobody compared its key yet.
public struct IntroducedMark: Sendable, Equatable {
  /// The regions on whose introductions it was accepted, sorted.
  public var introducers: [RegionName]
  /// Whether the operator lets its endpoint lead to an address of this machine or of an internal network.
  public var allowsInternalAddress: Bool
  /// When it was accepted.
  public var at: Timestamp

  /// The mark of a peer that is accepted now.
  public init(introducers: [RegionName], allowsInternalAddress: Bool, at: Timestamp) {
    (self.introducers, self.allowsInternalAddress, self.at) = (introducers, allowsInternalAddress, at)
  }
}
