package import PeerProtocol

/// Answer to GET and POST /v1/peers/{region}/comparison: the six groups of either key.
package struct ComparisonDocument: LocalDocument {
  package var region: String
  /// Six groups of this region's key, for the peer's operator.
  package var own: [String]
  /// Six groups of the peer's key, as this node holds it.
  package var peer: [String]
  /// Those on whose introductions the peer was accepted; missing for one that people compared.
  package var introducers: [String]?
  /// When people compared it, where that is known.
  package var comparedOn: CalendarDate?
  package var nextStep: String

  package init(
    region: String, own: [String], peer: [String], introducers: [String]?, comparedOn: CalendarDate?, nextStep: String
  ) {
    (self.region, self.own, self.peer) = (region, own, peer)
    (self.introducers, self.comparedOn, self.nextStep) = (introducers, comparedOn, nextStep)
  }
}
