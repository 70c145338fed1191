import Simulation
import Testing

/// The deterministic simulator: regions, their people, faults and malicious peers, from one seed a run.
@Suite struct SimulatorTests {
  @Test func theSameSeedIsTheSameRun() {
    for seed: UInt64 in 0..<5 {
      let (first, second) = (Simulation.run(seed: seed), Simulation.run(seed: seed))
      #expect(first.trace == second.trace, "seed \(seed)")
      #expect(first.events == second.events, "seed \(seed)")
    }
  }
}
