/// The simulation itself cannot go on; nothing that a node did.
struct SimulationFault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
