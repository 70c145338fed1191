import Testing

@testable import Pages

/// A checker that finds nothing proves nothing: each of its rules is broken once.
@Suite(.timeLimit(.minutes(30))) struct CheckerTests {
  private static let page =
    "<!DOCTYPE html>\n<html lang=\"nl\"><head><meta name=\"viewport\"><title>T</title><style></style></head>"
    + "<body><a href=\"#content\">S</a><main id=\"content\"><h1>H</h1>X</main></body></html>\n"

  private func faults(_ body: String, in page: String = page) throws -> [String] {
    MarkupRules.faults(of: try MarkupParser.document(Array(page.replacing("X", with: body).utf8)))
  }

  @Test func rightPageHasNoFault() throws {
    #expect(try faults("<p>a</p>") == [])
  }

  @Test(arguments: [
    "<p>a", "<p>a</b></p>", "<p id=a>a</p>", "<p>a & b</p>", "<p id=\"a\" id=\"b\">a</p>", "<p>a > b</p>", "<br></br>",
  ]) func brokenMarkupIsNotRead(_ body: String) {
    #expect(throws: MarkupParser.Fault.self) { try faults(body) }
  }

  @Test(arguments: [
    "<p id=\"content\">a</p>", "<p style=\"\">a</p>", "<p onclick=\"\">a</p>", "<script></script>", "<h3>a</h3>",
    "<h1>a</h1>", "<input type=\"text\" name=\"state\" id=\"b\">", "<p><div></div></p>", "<ul></ul>",
    "<ul><p>a</p></ul>", "<a href=\"https://a.example\">a</a>", "<a href=\"//a.example\">a</a>", "<a href=\"#b\">a</a>",
    "<a href=\"/b\"> </a>", "<form method=\"post\" action=\"/pages/a\"><button>a</button></form>",
    "<form method=\"get\" action=\"/other\"><button>a</button></form>", "<svg></svg>", "<nav></nav>",
    "<table><caption>a</caption><thead><tr><th>b</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>",
    "<label for=\"content\"></label>", "<details><summary>a</summary></details>", "<fieldset></fieldset>",
    "<ul>a<li>b</li></ul>", "<a href=\"/a\"><a href=\"/b\">a</a></a>",
  ]) func brokenRuleIsFound(_ body: String) throws {
    #expect(try !faults(body).isEmpty)
  }

  @Test func pageWithoutLanguageOrTitleIsFound() throws {
    #expect(try !faults("", in: Self.page.replacing(" lang=\"nl\"", with: "")).isEmpty)
    #expect(try !faults("", in: Self.page.replacing("<title>T", with: "<title>")).isEmpty)
    #expect(try !faults("", in: Self.page.replacing("<h1>H</h1>", with: "")).isEmpty)
  }
}
