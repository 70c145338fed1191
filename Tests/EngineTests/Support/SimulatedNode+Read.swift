import Region
import Simulation

extension SimulatedNode {
  /// What a question to the node's state gives.
  func read<Result>(_ question: (RegionState) throws -> Result) rethrows -> Result { try question(state) }
}
