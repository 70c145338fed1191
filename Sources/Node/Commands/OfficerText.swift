import PeerProtocol

/// The registry of privacy officers as a person reads it.
enum OfficerText {
  /// Both lists, with ids.
  static func registry(_ answer: JSONValue) -> String {
    let officers = answer["privacyOfficers"]?.arrayValue ?? []
    let proposals = answer["proposals"]?.arrayValue ?? []
    if officers.isEmpty && proposals.isEmpty {
      return "There is no privacy officer yet. They make a request: samenloop credential request --name NAME --out FILE"
    }
    let rows =
      officers.map { officer in
        [
          officer.text(of: "name"), officer.text(of: "state"), day(officer, "validUntil"), day(officer, "registeredAt"),
          by(officer), officer.text(of: "id"),
        ]
      }
      + proposals.map { proposal in
        [proposal.text(of: "name"), "proposed", day(proposal, "validUntil"), "-", by(proposal), proposal.text(of: "id")]
      }
    let header = ["PRIVACY OFFICER", "STATE", "VALID UNTIL", "REGISTERED", "BY", "CERTIFICATE"]
    return ([TextTable.text(header: header, rows)] + proposals.map(waiting)).joined(separator: "\n")
  }

  /// The lines of `status`: who counts, and what waits.
  static func status(_ answer: JSONValue?) -> [String] {
    guard let answer else { return [] }
    let officers = answer["privacyOfficers"]?.arrayValue ?? []
    let proposals = answer["proposals"]?.arrayValue ?? []
    let usable = officers.filter { $0["state"] == "usable" }
    var lines: [String] = []
    if !usable.isEmpty {
      lines.append("privacy officers: " + usable.map { $0.text(of: "name") }.joined(separator: ", "))
    } else if officers.isEmpty {
      lines.append(
        "privacy officers: none yet. Next, by the privacy officer: samenloop credential request --name NAME --out FILE")
    } else {
      lines.append("privacy officers: none is left who may decide; all are revoked or expired")
    }
    return lines + proposals.map(waiting)
  }

  private static func waiting(_ proposal: JSONValue) -> String {
    let name = proposal.text(of: "name")
    guard let at = proposal["countsAt"]?.stringValue else {
      return "\(name) waits for the consent of a privacy officer. Next: \(proposal.text(of: "next"))"
    }
    return "alarm: \(name) becomes a privacy officer on \(at.prefix(10)) without anybody's consent, since none is left who "
      + "could give it; alarms so far: \(proposal.text(of: "alarms")). To stop it: \(proposal.text(of: "next"))"
  }

  /// Who decided it; what stands there for who was found.
  private static func by(_ entry: JSONValue) -> String {
    let people = (entry["approvals"]?.arrayValue ?? []).map { "\($0.text(of: "name")) (\($0.text(of: "role")))" }
    let unopposed = entry["ground"] == "unopposed" ? ", unopposed" : ""
    return people.isEmpty ? "found in the home" : people.joined(separator: ", ") + unopposed
  }

  private static func day(_ entry: JSONValue, _ member: String) -> String {
    entry[member]?.stringValue.map { String($0.prefix(10)) } ?? "-"
  }

  /// Bytes in lower-case hexadecimal digits.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
  }
}
