import Demo

/// Made-up identity strings, each once.
struct SyntheticIdentities {
  private var random: SyntheticRandom
  private var people = SyntheticPeople()

  init(seed: UInt64) { random = SyntheticRandom(seed: seed) }

  mutating func next() -> String { people.citizenNumber(&random) }
}
