@testable import Pages

/// What every page keeps to: HTML's rules on what stands where, and those of WCAG that a program can see.
struct MarkupRules {
  let root: MarkupElement
  private let all: [MarkupElement]
  private var faults: [String] = []

  /// The faults of a page; none where it is right.
  static func faults(of root: MarkupElement) -> [String] {
    var rules = MarkupRules(root)
    rules.checkDocument()
    rules.checkReferences()
    rules.checkNothingRuns()
    rules.checkHeadings()
    for element in rules.all { rules.checkContent(element) }
    rules.checkFields()
    rules.checkForms()
    rules.checkTables()
    rules.checkNames()
    return rules.faults
  }

  private init(_ root: MarkupElement) {
    self.root = root
    all = root.all
  }

  private mutating func require(_ holds: Bool, _ fault: @autoclosure () -> String) {
    if !holds { faults.append(fault()) }
  }

  private func every(_ tags: String...) -> [MarkupElement] { all.filter { tags.contains($0.tag) } }

  private mutating func checkDocument() {
    require(root.tag == "html" && ["nl", "en"].contains(root["lang"]), "html: no language")
    require(every("title").first.map { !$0.text.isEmpty } ?? false, "title: empty")
    require(every("main").count == 1, "main: not one")
    require(root.elements.map(\.tag) == ["head", "body"], "html: not head and body")
    require(
      every("body").first?.elements.first?["href"] == "#content", "body: does not begin with a link to the content")
    require(every("meta").contains { $0["name"] == "viewport" }, "head: no viewport")
  }

  private mutating func checkReferences() {
    let ids = all.compactMap { $0["id"] }
    for id in Set(ids) where ids.count(where: { $0 == id }) > 1 { faults.append("id \(id): stands twice") }
    for id in ids { require(!id.contains { $0.isWhitespace }, "id \(id): has a blank") }
    for element in all {
      for name in ["for", "aria-labelledby", "aria-describedby"] {
        if let id = element[name] { require(ids.contains(id), "<\(element.tag)> \(name): \(id) is missing") }
      }
      guard let link = element["href"] ?? element["action"] else { continue }
      if link.hasPrefix("#") {
        require(ids.contains(String(link.dropFirst())), "link \(link): is missing")
      } else {
        let isOwn = link.hasPrefix("/") && !link.hasPrefix("//")
        require(isOwn || link.hasPrefix("tel:") || link.hasPrefix("mailto:"), "link \(link): leads elsewhere")
      }
    }
  }

  private mutating func checkNothingRuns() {
    let known = Set(Tag.allCases.map(\.name))
    for element in all {
      require(known.contains(element.tag), "<\(element.tag)>: unknown")
      for (name, _) in element.attributes {
        require(
          name != "style" && !name.hasPrefix("on") && name != "src" && name != "srcset",
          "<\(element.tag)>: has \(name)")
      }
    }
    require(every("style").count == 1, "style: not one")
  }

  private mutating func checkHeadings() {
    let levels = every("h1", "h2", "h3", "h4").compactMap { Int($0.tag.dropFirst()) }
    require(levels.count(where: { $0 == 1 }) == 1 && levels.first == 1, "headings: not one h1 that comes first")
    for (one, next) in zip(levels, levels.dropFirst()) where next > one + 1 {
      faults.append("headings: h\(next) follows h\(one)")
    }
    for heading in every("h1", "h2", "h3", "h4") { require(!heading.text.isEmpty, "<\(heading.tag)>: empty") }
  }

  private static let phrasing: Set<String> = [
    "a", "br", "button", "code", "input", "label", "select", "small", "span", "strong", "svg", "textarea", "time",
  ]
  private static let phrasingOnly: Set<String> = [
    "p", "h1", "h2", "h3", "h4", "span", "strong", "small", "a", "button", "label", "legend", "summary", "caption",
    "code", "time", "dt",
  ]

  private mutating func checkContent(_ element: MarkupElement) {
    let tags = element.elements.map(\.tag)
    func only(_ allowed: Set<String>) -> Bool { tags.allSatisfy(allowed.contains) }
    let isRight =
      switch element.tag {
      case "ul", "ol": only(["li"]) && !tags.isEmpty
      case "dl": only(["dt", "dd"]) && tags.first == "dt" || only(["div"]) && !tags.isEmpty
      case "table": tags == ["caption", "thead", "tbody"]
      case "thead", "tbody": only(["tr"]) && !tags.isEmpty
      case "tr": only(["th", "td"])
      case "select": only(["option"]) && !tags.isEmpty
      case "fieldset": tags.first == "legend"
      case "details": tags.first == "summary" && tags.count > 1
      case _ where Self.phrasingOnly.contains(element.tag): only(Self.phrasing)
      default: true
      }
    require(isRight, "<\(element.tag)>: holds \(tags)")
    for outer in ["a", "button", "form", "label"] where element.tag == outer {
      let inner = element.all.dropFirst().filter { [outer, "a", "button", "form"].contains($0.tag) }
      require(inner.isEmpty || outer == "form" && !inner.contains { $0.tag == "form" }, "<\(outer)>: nested")
    }
    let mayHoldText = !["ul", "ol", "dl", "table", "thead", "tbody", "tr", "select", "head"].contains(element.tag)
    for case .text(let text) in element.children {
      require(mayHoldText || text.allSatisfy(\.isWhitespace), "<\(element.tag)>: holds the text \(text)")
    }
  }

  private mutating func checkFields() {
    let labels = every("label")
    for field in every("input", "select", "textarea") where field["type"] != "hidden" {
      let own = labels.filter { $0["for"] == field["id"] && $0["for"] != nil }
      require(own.count == 1 && !(own.first?.text.isEmpty ?? true), "field \(field["name"] ?? "?"): no label")
      let known = FieldName(rawValue: field["name"] ?? "")
      require(known != nil, "field \(field["name"] ?? "?"): unknown name")
    }
  }

  private mutating func checkForms() {
    for form in every("form") {
      let tokens = form.all.filter { $0["name"] == "token" }
      let isPost = form["method"] == "post"
      require(isPost || form["method"] == "get", "form: no method")
      require(tokens.count == (isPost ? 1 : 0), "form \(form["action"] ?? ""): \(tokens.count) tokens")
      require(form["action"]?.hasPrefix("/pages/") ?? false, "form: goes to \(form["action"] ?? "")")
      require(form.all.contains { $0.tag == "button" }, "form \(form["action"] ?? ""): no button")
      if isPost { require(!(form["action"] ?? "").contains("?"), "form \(form["action"] ?? ""): a query") }
    }
  }

  private mutating func checkTables() {
    for table in every("table") {
      require(table.elements.first.map { !$0.text.isEmpty } ?? false, "table: no caption")
      let rows = table.all.filter { $0.tag == "tr" }
      let columns = rows.first?.elements.count ?? 0
      for row in rows {
        require(row.elements.count == columns, "table: a row of \(row.elements.count), not \(columns)")
      }
      for heading in table.all where heading.tag == "th" { require(heading["scope"] != nil, "th: no scope") }
    }
  }

  private mutating func checkNames() {
    for element in every("a", "button", "summary", "option", "label", "legend") {
      require(element.text.contains { !$0.isWhitespace }, "<\(element.tag)>: no name")
    }
    for drawing in every("svg") {
      let isNamed = drawing["role"] == "img" && drawing["aria-labelledby"] != nil
      require(isNamed || drawing["aria-hidden"] == "true", "svg: neither named nor hidden")
    }
    for part in all where part["tabindex"] == "0" || part.tag == "nav" {
      require(part["aria-labelledby"] != nil || part["aria-label"] != nil, "<\(part.tag)>: no name")
    }
  }
}
