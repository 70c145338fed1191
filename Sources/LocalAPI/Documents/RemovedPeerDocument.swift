/// Answer to POST /v1/peers/{region}/removal.
public struct RemovedPeerDocument: LocalDocument {
  public var region: String
  /// Always `removed`.
  public var status: String
  /// How many proposed agreements lapsed with it.
  public var lapsedProposals: Int
  public var nextStep: String

  public init(region: String, status: String, lapsedProposals: Int, nextStep: String) {
    self.region = region
    self.status = status
    self.lapsedProposals = lapsedProposals
    self.nextStep = nextStep
  }
}
