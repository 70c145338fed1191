package import LocalAPI

/// The register of organisations, for those who keep it and those who oversee it. It holds nobody.
package struct OrganisationsPage: Page {
  /// Lines on one page.
  package static let lineLimit = 100

  /// What becomes of signals of organisations that are not registered.
  package var policy: Word<OrganisationsDocument.Policy>
  /// All lines, from which ``shown`` are taken: for the counts.
  private var lines: [OrganisationLine]
  /// The place of the first line that is shown.
  private var start: Int

  /// A page of these lines.
  ///
  /// - Parameter after: The id of the last line that the page before showed; from the start where there is no such line.
  package init(policy: Word<OrganisationsDocument.Policy>, lines: [OrganisationLine], after: String? = nil) {
    (self.policy, self.lines) = (policy, lines)
    start = after.flatMap { id in lines.firstIndex { $0.id == id } }.map { $0 + 1 } ?? 0
  }

  private var shown: ArraySlice<OrganisationLine> { lines[start...].prefix(Self.lineLimit) }

  package var title: Phrase { PageSection.organisations.phrase }
  package var section: PageSection? { .organisations }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("stack")) {
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        element(.p) { CSVLink.html(.organisations) }
      }
      counts
      if lines.contains(where: { $0.flag != nil }) { flagged }
      if lines.isEmpty {
        element(.p, .classes("muted"), phrase: .noRegister)
        element(.p) { Values.command("samenloop organisation import organisations.csv") }
      } else {
        table
        pages
      }
    }
  }

  private var counts: HTML {
    let registered = lines.filter { $0.registered != nil }
    let active = registered.count { $0.standing == .active }
    let incomplete = registered.count { !($0.registered?.missing.isEmpty ?? true) }
    let silent = registered.count { $0.silentSince != nil }
    return element(.p) {
      Phrase(
        "In het register: \(registered.count). Doen mee: \(active). Zonder signaal in het laatste kwartaal: \(silent). Met een onvolledig profiel: \(incomplete).",
        "In the register: \(registered.count). Take part: \(active). Without a signal in the last quarter: \(silent). With an incomplete profile: \(incomplete)."
      )
    }
  }

  /// What becomes of the signals of organisations that do not take part, and what to do.
  private var flagged: HTML {
    let flagged = lines.filter { $0.flag != nil }
    let signals = flagged.reduce(0) { sum, line in
      if case .counted(let count) = line.flag { sum + count } else { sum }
    }
    return Message.html(.attention) {
      element(.p) {
        element(.strong) {
          signals > 0
            ? Phrase(
              "\(CountedNoun.signals.counted(signals)) van \(CountedNoun.organisations.counted(flagged.count)) zonder deelname.",
              "\(CountedNoun.signals.counted(signals)) of \(CountedNoun.organisations.counted(flagged.count)) that do not take part."
            )
            : Phrase(
              "Er zijn signalen van \(CountedNoun.organisations.counted(flagged.count)) zonder deelname.",
              "There are signals of \(CountedNoun.organisations.counted(flagged.count)) that do not take part.")
        }
      }
      element(.p, phrase: policy == .require ? .newOnesAreHeld : .exchangedAllTheSame)
      element(.p) {
        Phrase("Voeg de organisatie toe of verbeter haar datums: ", "Add the organisation or correct its days: ")
        Values.command("samenloop organisation import organisations.csv")
      }
    }
  }

  private var table: HTML {
    let table = OrganisationLine.table(of: Array(shown))
    return DataTable.html(
      caption: title, columns: table.columns.map { DataTable.Column($0.heading, isNumber: $0.isNumber) },
      rows: table.rows.map { $0.map(\.html) }, id: ElementId("organisations"))
  }

  private var pages: HTML {
    let end = start + shown.count
    guard start > 0 || end < lines.count else { return .nothing }
    let former = start - Self.lineLimit - 1
    return element(.nav, .classes("pages"), .ariaLabel(.pagesOfList)) {
      if start > 0 {
        element(.a, .href(page(after: former >= 0 ? lines[former].id : nil)), phrase: .formerPage)
      }
      element(.span) { PagePlace.phrase(start + 1, end, of: lines.count) }
      if end < lines.count { element(.a, .href(page(after: lines[end - 1].id)), phrase: .nextPage) }
    }
  }

  private func page(after: String?) -> Link {
    Link("pages", "organisations", query: after.map { [(FieldName.after.rawValue, $0)] } ?? [])
  }
}

/// Where a page stands in its list.
enum PagePlace {
  static func phrase(_ first: Int, _ last: Int, of total: Int) -> Phrase {
    Phrase("\(first) tot en met \(last) van \(total)", "\(first) to \(last) of \(total)")
  }
}

extension CountedNoun {
  static let organisations = CountedNoun(
    one: Phrase("organisatie", "organisation"), many: Phrase("organisaties", "organisations"))
  static let signals = CountedNoun(one: Phrase("signaal", "signal"), many: Phrase("signalen", "signals"))
}

extension Phrase {
  static let noRegister = Phrase(
    "Het register is nog leeg. Vul het met een bestand:", "The register is still empty. Fill it with a file:")
  static let newOnesAreHeld = Phrase(
    "Nieuwe signalen van zo’n organisatie gaan niet naar andere regio’s tot zij in het register staat. Een match kan daardoor uitblijven.",
    "New signals of such an organisation do not go to other regions until it is registered. A match may be missed.")
  static let exchangedAllTheSame = Phrase(
    "Deze signalen worden gewoon uitgewisseld.", "These signals are exchanged all the same.")
}
