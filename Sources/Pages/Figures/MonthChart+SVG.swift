import PeerProtocol

/// The drawing of a chart, in whole units of a view box, with classes for its colours: no attribute holds a style.
extension MonthChart {
  private static let width = 720
  private static let height = 240
  private static let left = 60
  private static let bottom = 212
  private static let top = 14

  /// - Parameter id: Tells the drawing's parts apart from those of others on the page.
  func drawing(id: ElementId) -> HTML {
    let titleId = ElementId("chart-title", id.text)
    return element(
      .svg, .classes("chart"), .viewBox(width: Self.width, height: Self.height), .role("img"),
      .ariaLabelledBy(titleId)
    ) {
      element(.svgTitle, .id(titleId)) { Phrase("\(heading): staafdiagram per maand", "\(heading): bars by month") }
      grid
      for (index, month) in months.enumerated() { bars(month, index) }
      targetLine
    }
  }

  /// What the bars and lines mean.
  var legend: HTML {
    element(.ul, .classes("legend")) {
      key("bar-now", .thisYear)
      key("bar-before", .yearBefore)
      key("bar-unknown", .fewerThanFive)
      if let target { key("target", Phrase("Doel: \(figure(target).phrase)", "Target: \(figure(target).phrase)")) }
    }
  }

  private func key(_ style: String, _ phrase: Phrase) -> HTML {
    element(.li) {
      element(.svg, .classes("chart"), .viewBox(width: 20, height: 14), .ariaHidden) {
        if style == "target" {
          line(style, 0, 7, 20, 7)
        } else {
          rectangle(style, x: 3, y: 2, width: 14, height: 10)
        }
      }
      " "
      phrase
    }
  }

  /// A number in the unit of the chart's figures.
  private func figure(_ number: Int) -> Figure {
    for month in months {
      switch month.now {
      case .share: return .share(perMille: number)
      case .days: return .days(number)
      case .count: return .count(number)
      case .suppressed, .withheld, .missing: continue
      }
    }
    return .count(number)
  }

  /// The end of the scale: the first of 1, 2 or 5 times a power of ten that is not below any figure or the target.
  var scale: Int {
    let highest = max(months.flatMap { [$0.now.height ?? 0, $0.before.height ?? 0] }.max() ?? 0, target ?? 0)
    var power = 1
    while power <= Int.max / 100 {
      for factor in [1, 2, 5] where factor * power >= max(highest, 4) { return factor * power }
      power *= 10
    }
    return max(highest, 1)
  }

  private func y(_ number: Int) -> Int {
    Self.bottom - Int(Double(number) / Double(scale) * Double(Self.bottom - Self.top))
  }

  private var grid: HTML {
    .group(
      (0...4).map { step in
        let number = scale * step / 4
        return .group([
          line(step == 0 ? "axis" : "grid", Self.left, y(number), Self.width - 4, y(number)),
          element(
            .svgText, .drawing(.x, Self.left - 6), .drawing(.y, y(number) + 4), .textAnchor("end"),
            phrase: figure(number).phrase),
        ])
      })
  }

  private var step: Int { (Self.width - Self.left - 8) / max(months.count, 1) }

  private func bars(_ month: Month, _ index: Int) -> HTML {
    let start = Self.left + 4 + index * step
    let bar = min(max(step * 2 / 5, 2), 40)
    return .group([
      self.bar("bar-before", month.before, x: start, width: bar),
      self.bar("bar-now", month.now, x: start + bar + 2, width: bar),
      element(
        .svgText, .drawing(.x, start + bar), .drawing(.y, Self.bottom + 17), .textAnchor("middle"),
        text: label(month.month)),
    ])
  }

  private func bar(_ style: String, _ figure: Figure, x: Int, width: Int) -> HTML {
    switch figure {
    case .missing: .nothing
    // Always of one height, so that the drawing tells no more than the table.
    case .suppressed, .withheld: rectangle("bar-unknown", x: x, y: Self.bottom - 10, width: width, height: 10)
    case .count, .share, .days:
      rectangle(style, x: x, y: y(figure.height ?? 0), width: width, height: Self.bottom - y(figure.height ?? 0))
    }
  }

  /// Both languages know months by their numbers, and a chart has no room for names.
  private func label(_ month: YearMonth) -> String { String(Int(month.months) % 12 + 1) }

  private var targetLine: HTML {
    target.map { line("target", Self.left, y($0), Self.width - 4, y($0)) } ?? .nothing
  }

  private func line(_ style: String, _ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int) -> HTML {
    element(.line, .classes(style), .drawing(.x1, x1), .drawing(.y1, y1), .drawing(.x2, x2), .drawing(.y2, y2))
  }

  private func rectangle(_ style: String, x: Int, y: Int, width: Int, height: Int) -> HTML {
    element(
      .rect, .classes(style), .drawing(.x, x), .drawing(.y, y), .drawing(.width, width), .drawing(.height, height))
  }
}

extension Phrase {
  static let fewerThanFive = Phrase("Minder dan 5, of daaruit te berekenen", "Fewer than 5, or computable from such")
}
