/// Introductions in the status: only where somebody has to see to them, or a peer stands on them.
package struct StatusIntroductions: Codable, Hashable, Sendable {
  /// Regions that the operator can accept now.
  package var acceptable: [String]
  /// Regions for which more have to vouch.
  package var tooFew: [String]
  /// Regions on which what is said contradicts something.
  package var conflicting: [String]
  /// Regions that people have to compare.
  package var comparisonNeeded: [String]
  /// Peers that ask to be introduced.
  package var asked: [String]
  /// Peers that were accepted on introductions and that nobody compared yet.
  package var uncompared: [String]
  /// The next command.
  package var next: String

  package init(
    acceptable: [String], tooFew: [String], conflicting: [String], comparisonNeeded: [String], asked: [String],
    uncompared: [String], next: String
  ) {
    (self.acceptable, self.tooFew, self.conflicting) = (acceptable, tooFew, conflicting)
    (self.comparisonNeeded, self.asked, self.uncompared) = (comparisonNeeded, asked, uncompared)
    self.next = next
  }
}
