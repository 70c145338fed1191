/// Bars as SVG that stands in the page. A chart only repeats what a table beside it says, so it has one name for readers
/// who do not see it.
enum ReportChart {
  /// What a bar stands for. A count that is not shown gives an empty bar with dashes, whatever it is.
  struct Bar {
    /// Nil where it is hidden.
    var count: Int?
    /// What stands above or beside it: the count, or what stands in its place.
    var text: String
  }

  /// A place on the axis: this period, and the one a year before where it was counted.
  struct Group {
    var name: String
    var now: Bar
    var before: Bar?
  }

  private static let (width, height, top, bottom) = (720, 220, 20, 24)
  /// The height of a bar whose count is hidden: the same for all, so that it tells nothing.
  private static let hiddenHeight = 10

  /// Upright bars, two for each group; none where every count is hidden.
  ///
  /// - Parameters:
  ///   - title: what the chart shows, for a reader.
  ///   - legend: what the bars of now and of a year before are.
  static func columns(_ groups: [Group], title: String, legend: (now: String, before: String)) -> [String] {
    guard let largest = groups.flatMap({ [$0.now.count, $0.before?.count] }).compactMap(\.self).max(), largest > 0
    else { return [] }
    let room = height - top - bottom
    let step = width / max(groups.count, 1)
    let hasBefore = groups.contains { $0.before != nil }
    let bar = min(step * 2 / (hasBefore ? 5 : 3), 60)
    var shapes: [String] = []
    for (place, group) in groups.enumerated() {
      let middle = place * step + step / 2
      func add(_ one: Bar, _ style: String, at left: Int) {
        let tall = one.count.map { max($0 * room / largest, 1) } ?? hiddenHeight
        let style = one.count == nil ? "hidden" : style
        shapes.append(rectangle(left, top + room - tall, bar, tall, style))
        shapes.append(label(one.text, left + bar / 2, top + room - tall - 4, "middle"))
      }
      if let before = group.before { add(before, "before", at: middle - bar - 1) }
      add(group.now, "now", at: hasBefore ? middle + 1 : middle - bar / 2)
      shapes.append(label(group.name, middle, height - 6, "middle"))
    }
    shapes.append("<line class=\"axis\" x1=\"0\" y1=\"\(top + room)\" x2=\"\(width)\" y2=\"\(top + room)\"/>")
    let key = hasBefore ? [("before", legend.before), ("now", legend.now)] : []
    for (place, entry) in key.enumerated() {
      shapes.append(rectangle(place * 180, height + 6, 12, 12, entry.0))
      shapes.append(label(entry.1, place * 180 + 18, height + 16, "start"))
    }
    return figure(shapes, title, height + (key.isEmpty ? 0 : 24))
  }

  /// Bars that lie, one for each name, in the order in which they are given; none where every count is hidden.
  static func rows(_ bars: [(name: String, bar: Bar)], title: String) -> [String] {
    guard let largest = bars.compactMap(\.bar.count).max(), largest > 0 else { return [] }
    let (line, names, values) = (24, 260, 70)
    var shapes: [String] = []
    for (place, entry) in bars.enumerated() {
      let y = place * line
      let long = entry.bar.count.map { max($0 * (width - names - values) / largest, 1) } ?? hiddenHeight
      shapes.append(label(short(entry.name), names - 8, y + 16, "end"))
      shapes.append(rectangle(names, y + 4, long, 16, entry.bar.count == nil ? "hidden" : "now"))
      shapes.append(label(entry.bar.text, names + long + 6, y + 16, "start"))
    }
    return figure(shapes, title, bars.count * line)
  }

  /// A name that fits beside a bar.
  private static func short(_ name: String) -> String { name.count <= 38 ? name : name.prefix(37) + "…" }

  private static func figure(_ shapes: [String], _ title: String, _ height: Int) -> [String] {
    ["<figure>", "<figcaption>\(ReportPage.escaped(title))</figcaption>"]
      + ["<svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"\(ReportPage.escaped(title))\">"] + shapes
      + ["</svg>", "</figure>"]
  }

  private static func rectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ style: String) -> String {
    "<rect class=\"\(style)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\"/>"
  }

  private static func label(_ text: String, _ x: Int, _ y: Int, _ anchor: String) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(ReportPage.escaped(text))</text>"
  }
}
