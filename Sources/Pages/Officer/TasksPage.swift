import PeerProtocol

/// All that waits for the privacy officer, where the one screen shows the first of it.
package struct TasksPage: Page {
  /// What waits, the most serious first.
  package var tasks: [OfficerTask]
  /// The names of regions by their ids.
  package var regionNames: [String: String]

  /// A page of these members.
  package init(tasks: [OfficerTask], regionNames: [String: String]) {
    self.tasks = tasks
    self.regionNames = regionNames
  }

  package var title: Phrase { .whatToDo }
  package var section: PageSection? { .overview }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.p, .classes("links")) { element(.a, .href(.overview), phrase: .backToOverview) }
      element(.h1, phrase: title)
      if tasks.isEmpty { element(.p, .classes("muted"), phrase: .nothingWaits) }
      if !tasks.isEmpty {
        element(.ul, .classes("tasks")) { for task in tasks { item(task, frame) } }
      }
    }
  }

  /// The same as a table of records, for CSV.
  package var table: RecordTable {
    RecordTable(
      columns: [.init(.whatToDo), .init(.recordDue)],
      rows: tasks.map { task in
        [.phrase(task.phrase { regionNames[$0] ?? $0 }), task.due.map { .day($0) } ?? .nothing]
      })
  }

  private func item(_ task: OfficerTask, _ frame: PageFrame) -> HTML {
    element(.li) {
      element(.a, .href(task.link), phrase: task.phrase { regionNames[$0] ?? $0 })
      task.mark(today: frame.today)
    }
  }
}

extension OfficerTask {
  /// How urgent it is, in a word.
  func mark(today: CalendarDate) -> HTML {
    let level = level(on: today)
    if let due { return Mark.html(level, Values.due(due, today: today)) }
    return Mark.html(level, level == .trouble ? .alarm : .open)
  }
}
