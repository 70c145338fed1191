import Engine
import PeerProtocol
import Region

extension Cluster {
  /// The briefs that a node kept of its matches are those that would be made now, and the list of pages holds what the whole list
  /// does. A node whose disk fails shows neither.
  func checkWorklist(_ node: SimulatedNode) throws {
    guard let survey = try? node.engine.matches.survey(municipality: nil), let items = try? node.engine.workItems()
    else {
      return
    }
    let made = node.look { state in
      var briefs = MatchBriefs()
      while briefs.look(at: state) {}
      return briefs.finish().briefs
    }
    guard survey.matches == made else {
      throw Violation("worklist", "\(node.name) kept something of a match that is no longer so")
    }
    let listed = items.compactMap { $0["match"]?["matchId"]?.stringValue }
    let paged = survey.matches.filter { $0.isListed(in: nil) }
    guard paged.map(\.id.base64URL) == listed, survey.conflicts.count == items.count - listed.count else {
      throw Violation("worklist", "\(node.name) has other lines on its pages than on the whole list")
    }
  }
}
