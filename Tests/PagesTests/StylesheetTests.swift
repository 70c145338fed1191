import Cryptography
import PeerProtocol
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct StylesheetTests {
  /// The contrast of two colours (WCAG 2.2, definition of contrast ratio).
  private func contrast(_ one: String, _ other: String) -> Double {
    let lights = [one, other].map(luminance).sorted()
    return (lights[1] + 0.05) / (lights[0] + 0.05)
  }

  private func luminance(_ colour: String) -> Double {
    let number = Int(colour, radix: 16) ?? 0
    let channels = [number >> 16 & 255, number >> 8 & 255, number & 255].map { value in
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  /// To the power of 2.4: the fifth root of the twelfth power, by Newton's method, without Foundation.
  private func power(_ base: Double) -> Double {
    let twelfth = (1...12).reduce(1.0) { product, _ in product * base }
    var root = base
    for _ in 0..<60 { root -= (root * root * root * root * root - twelfth) / (5 * root * root * root * root) }
    return root
  }

  @Test func contrastOfKnownColours() {
    #expect(abs(contrast("000000", "ffffff") - 21) < 0.001)
    #expect(abs(contrast("767676", "ffffff") - 4.54) < 0.01)
  }

  @Test func everyPairOfColoursIsReadable() {
    for pair in Palette.pairs {
      for (screen, colour) in [("light", \Palette.light), ("dark", \Palette.dark)] {
        let ratio = contrast(pair.front[keyPath: colour], pair.ground[keyPath: colour])
        #expect(ratio >= pair.least, "\(screen): \(pair.front) on \(pair.ground) has \(ratio)")
      }
    }
  }

  /// The declarations of each rule: a selector, and its properties.
  private var rules: [(selector: Substring, properties: [Substring: Substring])] {
    Stylesheet.text.split(separator: "}").compactMap { rule in
      let parts = rule.split(separator: "{")
      guard parts.count >= 2, let body = parts.last else { return nil }
      var properties: [Substring: Substring] = [:]
      for one in body.split(separator: ";") {
        let pair = one.split(separator: ":", maxSplits: 1)
        if pair.count == 2 { properties[pair[0]] = pair[1] }
      }
      return (parts[parts.count - 2], properties)
    }
  }

  private func colour(_ value: Substring?) -> Palette? {
    guard let value, value.hasPrefix("var(--") else { return nil }
    return Palette(rawValue: String(value.dropFirst(6).prefix { $0 != ")" }))
  }

  @Test func everyRuleUsesPairsThatAreChecked() {
    var checked = 0
    for (selector, properties) in rules {
      guard let ground = colour(properties["background"]) else { continue }
      for name: Substring in ["color", "border-color"] {
        guard let front = colour(properties[name]), front != ground else { continue }
        #expect(
          Palette.pairs.contains { $0.front == front && $0.ground == ground }, "\(selector): \(front) on \(ground)")
        checked += 1
      }
    }
    #expect(checked > 10)
    // A colour without a ground of its own stands on the page or on a surface.
    for (selector, properties) in rules {
      guard let front = colour(properties["color"]), properties["background"] == nil else { continue }
      #expect(
        front == .onAccent || Palette.pairs.contains { $0.front == front && $0.ground == .surface }, "\(selector)")
    }
  }

  @Test func everyColourComesFromThePalette() {
    let names = Stylesheet.text.split(separator: "var(--").dropFirst().map { $0.prefix { $0 != ")" } }
    #expect(names.allSatisfy { Palette(rawValue: String($0)) != nil })
    for (selector, properties) in rules where selector != ":root" {
      for (name, value) in properties where name != "outline-offset" {
        #expect(!value.contains("#") && !value.contains("rgb"), "\(selector): \(name)")
      }
    }
  }

  @Test func nothingIsLoadedAndNothingEndsTheElement() {
    for word in ["url(", "@import", "<", "expression", "http", "@font-face"] {
      #expect(!Stylesheet.text.contains(word))
    }
  }

  @Test func policyNamesTheStylesheetsHash() {
    #expect(Stylesheet.sha256 == Base64.encode(SHA256.hash(Array(Stylesheet.text.utf8))))
    #expect(
      SecurityHeaders.contentSecurityPolicy
        == "default-src 'none'; style-src 'sha256-\(Stylesheet.sha256)'; form-action 'self'; frame-ancestors 'none'; "
        + "base-uri 'none'")
  }

  @Test func styleInThePageIsWhatTheHashIsOf() throws {
    for sample in Samples().all {
      let root = try MarkupParser.document(sample.page.bytes(in: Samples().frame(.english, sample.role)))
      let style = try #require(root.all.first { $0.tag == "style" })
      #expect(style.text == Stylesheet.text)
    }
  }

  @Test func pagesAreNotStoredAndTellTheirOriginToThisNodeOnly() {
    let headers = Dictionary(uniqueKeysWithValues: SecurityHeaders.all(in: .dutch).map { ($0.name, $0.value) })
    #expect(headers["Cache-Control"] == "no-store" && headers["X-Content-Type-Options"] == "nosniff")
    #expect(headers["Referrer-Policy"] == "same-origin" && headers["Content-Language"] == "nl")
  }

  @Test func screensPaperAndLettersAreCaredFor() throws {
    let text = Stylesheet.text
    #expect(text.contains("@media (prefers-color-scheme:dark){:root{--page:#\(Palette.page.dark)"))
    #expect(text.contains(":focus-visible{outline:"))
    let print = try #require(text.split(separator: "@media print{").last)
    // Paper is white, with nothing on it that is to be pressed.
    #expect(print.contains("--page:#\(Palette.page.light)") && print.contains("--text:#\(Palette.text.light)"))
    for name in [".nav", ".filters", ".actions", "form", ".skip"] { #expect(print.contains(name)) }
    // A length of letters in pixels would not grow with the reader's letters; in a drawing it grows with the drawing.
    for (selector, properties) in rules where !selector.contains("chart") {
      #expect(!(properties["font-size"]?.hasSuffix("px") ?? false), "\(selector)")
    }
  }

  @Test func everyClassHasARuleAndEveryRuleAClass() throws {
    var used: Set<Substring> = []
    for sample in Samples().all {
      let root = try MarkupParser.document(
        sample.page.bytes(in: Samples().frame(.dutch, sample.role, environment: .training, notice: .release)))
      for element in root.all { used.formUnion((element["class"] ?? "").split(separator: " ")) }
    }
    var known: Set<Substring> = []
    for (selector, _) in rules {
      for part in selector.split(separator: ".").dropFirst() {
        known.insert(part.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
      }
    }
    known = known.filter { $0.first?.isLetter ?? false }
    #expect(
      used.subtracting(known).isEmpty && known.subtracting(used).isEmpty,
      "without a rule \(used.subtracting(known)), without use \(known.subtracting(used))")
  }
}
