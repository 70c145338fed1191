import Engine
import Pages
import PeerProtocol
import Region
import Synchronization

/// The matches of the worklist by family, with what the filters offer: all that is the same on every page until a match changes.
struct WorklistPlan: Sendable {
  /// What occurs in the lines of a list.
  struct Occurring: Sendable {
    private var municipalities = Set<String>()
    private var organisations = Set<String>()
    private var sectors = Set<String>()

    mutating func note(_ line: WorklistOutline.Line) {
      municipalities.formUnion(line.municipalities)
      _ = line.hasParty { organisation, sector in
        organisations.insert(organisation)
        if let sector { sectors.insert(sector) }
        return false
      }
    }

    var offer: WorklistPage.Offer {
      WorklistPage.Offer(
        municipalities: municipalities.sorted().map { MunicipalityName(code: $0, name: $0) },
        organisations: organisations.sorted(), sectors: sectors.sorted())
    }
  }

  /// The reader's municipality, where the certificate is of one.
  let municipality: String?
  /// In the order of the list.
  private(set) var families: [WorklistOutline.Family] = []
  /// Those who have a match.
  private(set) var assignees = Set<Colleague>()
  private(set) var occurring = Occurring()
  let offer: WorklistPage.Offer

  /// Matches of one family, that share a guardian or are about the same youth, stand together where the first of them does.
  init(_ survey: WorklistSurvey, municipality: String?) {
    self.municipality = municipality
    let matches = survey.matches.filter { $0.isListed(in: municipality) }
    var leader = Array(matches.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while leader[index] != index {
        leader[index] = leader[leader[index]]
        index = leader[index]
      }
      return index
    }
    var holders: [MatchBrief.FamilyKey: Int] = [:]
    for (index, brief) in matches.enumerated() {
      for key in brief.family {
        guard let other = holders[key] else {
          holders[key] = index
          continue
        }
        let (one, two) = (root(index), root(other))
        leader[max(one, two)] = min(one, two)
      }
    }
    var places = [Int?](repeating: nil, count: matches.count)
    for (index, brief) in matches.enumerated() {
      let line = WorklistOutline.Line(subject: .match(brief), municipality: municipality)
      occurring.note(line)
      if let assignee = line.assignee { assignees.insert(assignee) }
      let first = root(index)
      if let place = places[first] {
        families[place].lines.append(line)
      } else {
        places[first] = families.count
        families.append(WorklistOutline.Family(lines: [line]))
      }
    }
    offer = occurring.offer
  }
}

/// The plans of the worklist that were made last, each kept until a match changes. Those of an older version go once
/// there is one of a newer: they may name who is no longer in a match.
final class WorklistPlans: Sendable {
  private struct Kept: Sendable {
    var version: Int
    var plan: WorklistPlan
  }

  /// Municipalities of readers of which a plan is kept.
  private static let limit = 32

  private let kept = Mutex<[String?: Kept]>([:])

  /// The plan of these matches: the one that is kept, where no match changed since.
  func plan(of survey: WorklistSurvey, municipality: String?) -> WorklistPlan {
    if let version = survey.version, let held = kept.withLock({ $0[municipality] }), held.version == version {
      return held.plan
    }
    let plan = WorklistPlan(survey, municipality: municipality)
    if let version = survey.version {
      kept.withLock { kept in
        guard kept.values.allSatisfy({ $0.version <= version }) else { return }
        kept = kept.filter { $0.value.version == version }
        if kept.count >= Self.limit, kept[municipality] == nil { kept = [:] }
        kept[municipality] = Kept(version: version, plan: plan)
      }
    }
    return plan
  }

  /// Plans that are kept.
  var count: Int { kept.withLock { $0.count } }

  /// Drops plans of versions before this one: nobody may open their list for long.
  func dropOutdated(before version: Int) {
    kept.withLock { kept in kept = kept.filter { $0.value.version >= version } }
  }
}
