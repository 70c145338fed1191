public import Cryptography
public import PeerProtocol

/// Which introductions an operator's word makes: of one region to others, and of those to it.
public struct IntroductionPlan: Sendable {
  /// One introduction.
  public struct Pair: Sendable, Equatable {
    /// The region that is introduced.
    public var region: RegionName
    /// Its identity key.
    public var key: Ed25519PublicKey
    /// When this region's people compared that.
    public var comparedOn: CalendarDate
    /// The receiver.
    public var to: RegionName
    /// The framework that all three signed.
    public var framework: DocumentId
    /// True where the region asked for it.
    public var wasAsked: Bool
  }

  /// To whom.
  public enum Receivers: Hashable, Sendable {
    /// These regions.
    case regions([RegionName])
    /// Every region that fits.
    case all
    /// Those for whom the region asked.
    case asked
  }

  /// The introductions, two for each region that fits.
  public private(set) var pairs: [Pair] = []
  /// Regions that do not fit, with the reason; none where they were named, since that is refused.
  public private(set) var skipped: [(region: RegionName, reason: IntroductionRefusal)] = []

  /// Plans the introductions of `peer`. Only regions that this one compared, that signed the framework and whose card says
  /// that they may be introduced; a region that asked for it need not say so on its card.
  ///
  /// - Throws: ``Refusal`` where the peer itself does not fit, one that was named does not, or nobody is left.
  public init(
    _ state: RegionState, of peer: Peer, to receivers: Receivers, under framework: DocumentId?, now: Timestamp
  ) throws(Refusal) {
    let region = peer.facts.region
    var wanted = framework
    var named: [RegionName]?
    switch receivers {
    case .all: break
    case .regions(let regions): named = regions
    case .asked:
      guard let asked = state.introductions.asked[region] else { throw .introductions(.nothingAsked(region)) }
      wanted = framework ?? asked.request.framework
      if case .regions(let regions) = asked.request.to { named = regions }
    }
    let own: (peer: Peer, day: CalendarDate)
    do throws(IntroductionRefusal) {
      own = try Self.introducible(state, region, asked: receivers == .asked)
    } catch { throw .introductions(error) }
    // What a peer asked for may name anybody; only what this region's operator names has to fit.
    let mustFit = named != nil && receivers != .asked
    for other in (named ?? state.peering.peers.keys.sorted()) where other != region {
      do throws(IntroductionRefusal) {
        let found = try Self.introducible(state, other, asked: false)
        let fitting = Self.frameworks(state, signedBy: [own.peer, found.peer], now: now)
        guard let common = wanted.map({ fitting.contains($0) ? $0 : nil }) ?? fitting.first else {
          throw .noCommonFramework([region, other])
        }
        pairs.append(Self.pair(own, to: other, common, wasAsked: receivers == .asked))
        pairs.append(Self.pair(found, to: region, common, wasAsked: false))
      } catch {
        if mustFit { throw .introductions(error) }
        skipped.append((other, error))
      }
    }
    if pairs.isEmpty { throw .introductions(.nobodyToIntroduce(region)) }
  }

  private static func pair(
    _ introduced: (peer: Peer, day: CalendarDate), to: RegionName, _ framework: DocumentId, wasAsked: Bool
  ) -> Pair {
    Pair(
      region: introduced.peer.facts.region, key: introduced.peer.facts.identityKey, comparedOn: introduced.day, to: to,
      framework: framework, wasAsked: wasAsked)
  }

  /// The peer with the day on which it was compared, where this region may introduce it.
  private static func introducible(
    _ state: RegionState, _ region: RegionName, asked: Bool
  ) throws(IntroductionRefusal) -> (peer: Peer, day: CalendarDate) {
    guard let peer = state.peering.peers[region], peer.suspension == nil, state.peering.isCompared(region) else {
      throw .notCompared(region)
    }
    guard let day = state.peering.comparedOn[region] else { throw .comparisonDayUnknown(region) }
    guard asked || peer.facts.introducible else { throw .notIntroducible(region) }
    return (peer, day)
  }

  /// The frameworks that this region and all these peers signed and whose term is not over, the newest first.
  public static func frameworks(_ state: RegionState, signedBy peers: [Peer], now: Timestamp) -> [DocumentId] {
    state.frameworks.sorted.reversed().filter { record in
      record.terms.validUntil > now && state.frameworks.signedByOwn(record.id)
        && peers.allSatisfy {
          state.frameworks.signed(by: $0.facts.region, identity: $0.facts.identityKey.thumbprint, record.id)
        }
    }.map(\.id)
  }
}
