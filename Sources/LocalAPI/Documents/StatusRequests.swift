/// How many requests of people about the data on them wait for an answer.
package struct StatusRequests: Codable, Hashable, Sendable {
  package var open: Int
  /// Those whose term is over.
  package var overdue: Int

  package init(open: Int, overdue: Int) { (self.open, self.overdue) = (open, overdue) }
}
