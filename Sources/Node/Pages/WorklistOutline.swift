import Engine
import Pages
import PeerProtocol
import Region

/// The whole worklist by family, as far as it is filtered, counted and divided into pages: the lines of a page are made after.
struct WorklistOutline {
  /// A line of the list.
  struct Line: WorklistFacts {
    enum Subject {
      case match(MatchBrief)
      case conflict([SignalSummary])
    }

    var subject: Subject
    /// The reader's municipality, where the certificate is of one.
    var municipality: String?
    var now: Timestamp

    /// The match; nil for signals that tell different birth dates.
    var matchId: MatchId? {
      guard case .match(let brief) = subject else { return nil }
      return brief.id
    }

    var municipalities: [String] {
      switch subject {
      case .match(let brief): brief.parties.compactMap { shows($0) ? $0.municipality : nil }
      case .conflict(let signals): signals.filter { !$0.isArchived }.map(\.municipality)
      }
    }

    var assignee: Colleague? {
      guard case .match(let brief) = subject else { return nil }
      return brief.assignee.map { Colleague(id: $0, name: $0) }
    }

    func isOverdue(on today: CalendarDate) -> Bool {
      guard case .match(let brief) = subject, let milliseconds = brief.due else { return false }
      let due = Timestamp(seconds: Int64(milliseconds / 1000))
      return (brief.isContactAwaited && Int(now.seconds) * 1_000 > milliseconds) || LocalTime(due).day < today
    }

    func hasParty(_ fits: (String, String?) -> Bool) -> Bool {
      switch subject {
      case .match(let brief): brief.parties.contains { shows($0) && fits($0.organisation, $0.sector) }
      case .conflict(let signals):
        signals.contains { !$0.isArchived && fits($0.reporter.organisation, $0.reporter.sector) }
      }
    }

    /// Of this region's own side a coordinator of one municipality sees that municipality's.
    private func shows(_ party: MatchBrief.Party) -> Bool {
      municipality == nil || party.municipality == nil || party.municipality == municipality
    }
  }

  /// The lines of one family, in the order of the list.
  struct Family {
    var lines: [Line]

    /// The match through which the family is assigned, and by which a page goes on behind it.
    var matchId: MatchId? { lines.lazy.compactMap(\.matchId).first }

    func isOverdue(on today: CalendarDate) -> Bool { lines.contains { $0.isOverdue(on: today) } }
  }

  private var families: [Family]
  /// Whoever reads it, by the name in the certificate.
  private let reader: Colleague

  /// Matches of one family, that share a guardian or are about the same youth, stand together where the first of them does.
  init(_ survey: WorklistSurvey, municipality: String?, reader: String, now: Timestamp) {
    self.reader = Colleague(id: reader, name: reader)
    var leader = Array(survey.matches.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while leader[index] != index {
        leader[index] = leader[leader[index]]
        index = leader[index]
      }
      return index
    }
    var holders: [MatchBrief.FamilyKey: Int] = [:]
    for (index, brief) in survey.matches.enumerated() {
      for key in brief.family {
        guard let other = holders[key] else {
          holders[key] = index
          continue
        }
        let (one, two) = (root(index), root(other))
        leader[max(one, two)] = min(one, two)
      }
    }
    var places = [Int?](repeating: nil, count: survey.matches.count)
    families = []
    for (index, brief) in survey.matches.enumerated() {
      let line = Line(subject: .match(brief), municipality: municipality, now: now)
      let first = root(index)
      if let place = places[first] {
        families[place].lines.append(line)
      } else {
        places[first] = families.count
        families.append(Family(lines: [line]))
      }
    }
    families += survey.conflicts.map {
      Family(lines: [Line(subject: .conflict($0), municipality: municipality, now: now)])
    }
  }

  /// The families that a filter keeps, in order.
  func families(_ filter: WorklistFilter, today: CalendarDate) -> [Family] {
    families.filter { filter.keeps(lines: $0.lines, reader: reader.id, today: today) }
  }

  /// To whom a family can be given by one choice: the reader, and whoever has one already.
  var colleagues: [Colleague] {
    let others = Set(families.lazy.flatMap(\.lines).compactMap(\.assignee)).subtracting([reader])
    return [reader] + others.sorted { $0.name < $1.name }
  }

  /// What the filters offer: what occurs on the whole list.
  var offer: WorklistPage.Offer {
    var (municipalities, organisations, sectors) = (Set<String>(), Set<String>(), Set<String>())
    for line in families.lazy.flatMap(\.lines) {
      municipalities.formUnion(line.municipalities)
      _ = line.hasParty { organisation, sector in
        organisations.insert(organisation)
        if let sector { sectors.insert(sector) }
        return false
      }
    }
    return WorklistPage.Offer(
      municipalities: municipalities.sorted().map { MunicipalityName(code: $0, name: $0) },
      organisations: organisations.sorted(), sectors: sectors.sorted())
  }
}
