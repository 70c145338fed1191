import PeerProtocol

/// Peers by region, and the regions that hold each TLS key: every request asks whose key it was made under.
///
/// The peers change here only, so that the index cannot fall behind them.
struct PeerTable: Sendable {
  /// Peers by region.
  private(set) var peers: [RegionName: Peer] = [:]
  /// Almost always one a key; a region that was rejected may hold a key that is another's by now.
  private var holders: [[UInt8]: Set<RegionName>] = [:]

  /// The peer whose card carries this TLS key, or nil; one that was rejected only where no other does.
  func holder(of tlsKey: [UInt8]) -> Peer? {
    guard let regions = holders[tlsKey] else { return nil }
    if regions.count == 1, let only = regions.first { return peers[only] }
    let found = regions.sorted().compactMap { peers[$0] }
    return found.first { !$0.status.isRejected } ?? found.first
  }

  /// Takes a peer in, in the place of what was known of its region.
  mutating func put(_ peer: Peer) {
    let region = peer.facts.region
    var peer = peer
    if let known = peers[region], known.hasHadLog, known.facts.identityKey == peer.facts.identityKey {
      peer.hasHadLog = true
    }
    peer.noteLog()
    let before = peers.updateValue(peer, forKey: region)?.facts.tlsKeys ?? []
    index(region, before, peer.facts.tlsKeys)
  }

  /// Changes what is known of a region, where anything is.
  mutating func update(_ region: RegionName, _ change: (inout Peer) -> Void) {
    guard var peer = peers[region] else { return }
    let before = peer.facts.tlsKeys
    change(&peer)
    peer.noteLog()
    peers[region] = peer
    index(region, before, peer.facts.tlsKeys)
  }

  /// Forgets a region and its keys.
  mutating func remove(_ region: RegionName) {
    guard let peer = peers.removeValue(forKey: region) else { return }
    index(region, peer.facts.tlsKeys, [])
  }

  private mutating func index(_ region: RegionName, _ before: [[UInt8]], _ after: [[UInt8]]) {
    guard before != after else { return }
    for key in before {
      holders[key]?.remove(region)
      if holders[key]?.isEmpty == true { holders[key] = nil }
    }
    for key in after { holders[key, default: []].insert(region) }
  }

  /// Every key with the regions that the index names for it, for tests.
  var index: [[UInt8]: Set<RegionName>] { holders }
}

extension Peer {
  /// A `log` that stood on a card once counts for good: without one a peer could later disclose without leaving a trace.
  fileprivate mutating func noteLog() {
    if facts.log != nil { hasHadLog = true }
  }
}
