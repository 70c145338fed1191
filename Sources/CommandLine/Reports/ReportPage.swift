import Cryptography
import LocalAPI

/// The frame of a page that a region hands out: HTML without JavaScript and without any other file. The only styles are
/// those of one `style` element, which the page's own policy names by its hash.
struct ReportPage {
  var language: TextLanguage
  var title: String
  /// The elements of the body.
  var body: [String]

  /// The page, without a last line end.
  var html: String {
    let hash = Base64.encode(SHA256.hash(Array(Self.style.utf8)))
    return
      ([
        "<!DOCTYPE html>", "<html lang=\"\(language.rawValue)\">", "<head>", "<meta charset=\"utf-8\">",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-\(hash)'; "
          + "base-uri 'none'; form-action 'none'\">",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
        "<title>\(Self.escaped(title))</title>", "<style>\(Self.style)</style>", "</head>", "<body>", "<main>",
      ] + body + ["</main>", "</body>", "</html>"]).joined(separator: "\n")
  }

  /// A text between tags or in an attribute.
  static func escaped(_ text: String) -> String {
    // By scalar: a quote before a combining mark is one character with it.
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  static func paragraph(_ text: String) -> String { "<p>\(escaped(text))</p>" }

  static func heading(_ level: Int, _ text: String) -> String { "<h\(level)>\(escaped(text))</h\(level)>" }

  /// A table whose first column names each row.
  ///
  /// - Parameter numbers: whether the other columns are numbers.
  static func table(caption: String, _ header: [String], _ rows: [[String]], numbers: Bool = true) -> [String] {
    let head = header.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
    let lines = rows.map { row in
      let cells = row.dropFirst().map { "<td>\(escaped($0))</td>" }.joined()
      return "<tr><th scope=\"row\">\(escaped(row.first ?? ""))</th>\(cells)</tr>"
    }
    return ["<table\(numbers ? " class=\"numbers\"" : "")>", "<caption>\(escaped(caption))</caption>"]
      + ["<thead><tr>\(head)</tr></thead>", "<tbody>"] + lines + ["</tbody>", "</table>"]
  }

  private static let style =
    "body{font:1rem/1.5 sans-serif;color:#1a1a1a;background:#fff;margin:0}"
    + "main{max-width:50rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.75rem;line-height:1.2}"
    + "h2{margin-top:2.5rem;border-bottom:2px solid #1d4f7c;break-after:avoid}.lead{font-size:1.125rem}"
    + "table{border-collapse:collapse;margin:1rem 0;width:100%}caption{text-align:left;font-weight:bold;padding:.25rem 0}"
    + "th,td{border-bottom:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top;"
    + "overflow-wrap:break-word}.numbers{font-size:.875rem}.numbers td,.numbers thead th+th{text-align:right}tr{break-inside:avoid}"
    + "dl{display:flex;flex-wrap:wrap;gap:1rem;margin:1rem 0}dl div{border:1px solid #767676;padding:.5rem 1rem;"
    + "flex:1 1 9rem}dt{font-size:.875rem}dd{margin:0}dd.figure{font-size:1.75rem;font-weight:bold;line-height:1.2}"
    + "figure{margin:1rem 0;break-inside:avoid}figcaption{font-weight:bold}svg{display:block;width:100%;height:auto}"
    + "svg text{font:12px sans-serif;fill:#1a1a1a}.now{fill:#1d4f7c}.before{fill:#9db8cf}"
    + ".hidden{fill:none;stroke:#767676;stroke-dasharray:3 2}.axis{stroke:#767676}.note{font-size:.875rem}"
    + "@media print{@page{margin:2cm}main{max-width:none;margin:0;padding:0}body{font-size:10pt}}"
}
