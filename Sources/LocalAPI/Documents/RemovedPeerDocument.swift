/// Answer to POST /v1/peers/{region}/removal.
package struct RemovedPeerDocument: LocalDocument {
  package var region: String
  /// Always `removed`.
  package var status: String
  /// How many proposed agreements lapsed with it.
  package var lapsedProposals: Int
  package var nextStep: String

  package init(region: String, status: String, lapsedProposals: Int, nextStep: String) {
    self.region = region
    self.status = status
    self.lapsedProposals = lapsedProposals
    self.nextStep = nextStep
  }
}
