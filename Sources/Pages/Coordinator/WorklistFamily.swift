package import PeerProtocol

/// The lines of one family: matches that are joined by `related`, directly or through others.
package struct WorklistFamily: Hashable, Sendable {
  /// In the order of the list; never empty where it comes from ``families(of:)``.
  package var lines: [WorklistLine]

  /// A family of these lines.
  package init(lines: [WorklistLine]) { self.lines = lines }

  /// The families in the order in which their first lines stand.
  package static func families(of lines: [WorklistLine]) -> [WorklistFamily] {
    var leader = Array(lines.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while leader[index] != index {
        leader[index] = leader[leader[index]]
        index = leader[index]
      }
      return index
    }
    var indexes: [String: Int] = [:]
    for (index, line) in lines.enumerated() { if let id = line.matchId { indexes[id] = index } }
    for (index, line) in lines.enumerated() {
      for id in line.related {
        guard let other = indexes[id] else { continue }
        let (one, two) = (root(index), root(other))
        // The earlier line leads, so that a family stands where its first line does.
        leader[max(one, two)] = min(one, two)
      }
    }
    var members: [Int: [WorklistLine]] = [:]
    for (index, line) in lines.enumerated() { members[root(index), default: []].append(line) }
    return lines.indices.compactMap { members[$0].map(WorklistFamily.init) }
  }

  /// Whether one of its lines is overdue.
  package func isOverdue(on today: CalendarDate) -> Bool { lines.contains { $0.isOverdue(on: today) } }

  /// The colleague to whom one of its lines is assigned.
  package var assignee: Colleague? { lines.lazy.compactMap(\.assignee).first }

  /// The match through which the family is assigned and reminded of: the node does so with the whole family.
  package var matchId: String? { lines.lazy.compactMap(\.matchId).first }
}
