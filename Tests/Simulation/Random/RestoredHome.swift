/// What of a node's home a restore puts back.
enum RestoredHome: String, CaseIterable, Sendable {
  /// The store alone: the files of the audit log are newer.
  case store
  /// Store and files, from a backup: the key of the witness is in none.
  case home
  /// All of the machine, with every key.
  case machine
}
