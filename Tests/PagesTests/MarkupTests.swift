import LocalAPI
import PeerProtocol
import TestSupport
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct MarkupTests {
  /// What somebody could put into a name to break out of a text, an attribute, a comment, an address or a style.
  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title></style><b>",
    "javascript:alert(1)", "&lt;b&gt;&#0;&", "<!--", "-->]]>", "\u{202E}\u{2066}\u{0}\u{B}\u{FFFE}\u{85}",
    "//evil.example/%2e%2e/../",
    "\r\nSet-Cookie: a=b", "{{7*7}}${7*7}", "a b\tc,d;e=f?g#h", "é🙂 家",
  ]

  @Test(arguments: PageLanguage.allCases) func everyPageKeepsToTheRules(_ language: PageLanguage) throws {
    for sample in Samples().all {
      let bytes = sample.page.bytes(
        in: Samples().frame(language, sample.role, environment: .training, notice: .release))
      let faults = MarkupRules.faults(of: try MarkupParser.document(bytes))
      #expect(faults.isEmpty, "\(sample.name): \(faults)")
    }
  }

  @Test(arguments: hostile) func hostileTextStaysText(_ text: String) throws {
    let tainted = Samples(taint: text)
    for (index, after) in tainted.all.enumerated() {
      let bytes = after.page.bytes(in: tainted.frame(.dutch, after.role))
      let root = try MarkupParser.document(bytes)
      #expect(MarkupRules.faults(of: root).isEmpty, "\(after.name): \(MarkupRules.faults(of: root))")
      // Whatever a name holds, the page has the same elements and attributes.
      #expect(Self.shape(root) == Self.plainShapes[index], "\(after.name)")
      let controls = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter {
        $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
      }
      #expect(controls.isEmpty, "\(after.name)")
      // Marks that turn the direction of writing would let a name change how the words behind it read.
      let turns = String(decoding: bytes, as: UTF8.self).unicodeScalars.contains {
        ["\u{202E}", "\u{2066}"].contains($0)
      }
      #expect(!turns, "\(after.name)")
      #expect(!bytes.contains(0x0D))
    }
  }

  private static let plainShapes = Samples().all.map { sample in
    (try? MarkupParser.document(sample.page.bytes(in: Samples().frame(.dutch, sample.role)))).map(shape) ?? []
  }

  /// Attributes are compared by name; links to telephone numbers and mail addresses by their scheme.
  private static func shape(_ root: MarkupElement) -> [String] {
    root.all.map { element in
      element.tag + " " + element.attributes.map(\.name).joined(separator: " ")
        + (element["href"].map { " " + ($0.hasPrefix("tel:") ? "tel" : $0.hasPrefix("mailto:") ? "mailto" : "/") } ?? "")
    }
  }

  /// A random text comes back from a text and from an attribute as it was.
  @Test(arguments: 0..<100) func everyTextComesBack(_ seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    var text = String.UnicodeScalarView()
    for _ in 0..<random.next() % 60 {
      // Half of the characters are those that markup is made of.
      let number = random.next() % 2 == 0 ? UInt32(random.next() % 0x80) : UInt32(random.next() % 0x2_0000)
      guard let scalar = Unicode.Scalar(number), scalar.properties.generalCategory != .control,
        !("\u{202A}"..."\u{202E}").contains(scalar), !("\u{2066}"..."\u{2069}").contains(scalar),
        !("\u{FFFE}"..."\u{FFFF}").contains(scalar)
      else { continue }
      text.append(scalar)
    }
    let given = String(text)
    let page = ErrorPage(ProblemDocument(detail: given, roles: [given]))
    let root = try MarkupParser.document(page.bytes(in: Samples().frame(.english, .operator)))
    #expect(root.all.contains { $0.tag == "span" && $0.text == given })
    var writer = HTMLWriter(.english)
    writer.write(element(.html, .ariaLabel(.name(given))))
    let bytes = Array("<!DOCTYPE html>\n".utf8) + writer.bytes + [0x0A]
    #expect(try MarkupParser.document(bytes)["aria-label"] == given)
  }

  @Test func textAndAttributesAreEscaped() {
    let html = element(.a, .href(Link("pages", "a b/<\"'>")), .ariaLabel(.name("\"<&>'"))) { "<&>\"'" }
    var writer = HTMLWriter(.english)
    writer.write(html)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "<a href=\"/pages/a%20b%2F%3C%22%27%3E\" aria-label=\"&quot;&lt;&amp;&gt;&#39;\">&lt;&amp;&gt;&quot;&#39;</a>"
    )
  }

  @Test func linkLeadsToThisNodeOnly() {
    #expect(Link("..", ".", "evil").text == "/-/-/evil")
    #expect(Link("", "evil.example").text == "/-/evil.example")
    #expect(Link(parts: []).text == "/")
    #expect(Link("a", query: [("b&c", "d=e f")]).text == "/a?b%26c=d%3De%20f")
    #expect(Link.telephone(" +31 (0)35-555 01 99;ext=javascript")?.text == "tel:+310355550199")
    #expect(Link.telephone("072 555") == Link.telephone("072-555"))
    #expect(Link.telephone("ask") == nil)
    #expect(Link.mail("a?b@c.example")?.text == "mailto:a%3Fb@c.example")
    #expect(Link.mail("nobody") == nil && Link.mail("@c") == nil && Link.mail("a@") == nil)
  }

  @Test func idsOfDifferentThingsDiffer() {
    let ids = ["a b", "a.b", "a-b", "a\"b", "ab", "é", ".e9."].map { ElementId("x", $0).text }
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { !$0.contains { $0 == " " || $0 == "\"" } })
  }

  @Test func tokenIsNotDescribed() {
    #expect("\(FormToken("secret"))" == "form token")
  }
}
