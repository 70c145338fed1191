import PeerProtocol
import Region

extension Problem {
  /// Why the body of a request could not be read, and what to do.
  init(_ refusal: BodyRefusal) {
    switch refusal {
    case .missing:
      self.init(
        refusal.code,
        pick(
          "Stuur inhoud mee, met Content-Length of Transfer-Encoding: chunked.",
          "Send a body, with Content-Length or Transfer-Encoding: chunked."), status: 411)
    case .coded:
      self.init(
        refusal.code,
        pick(
          "Stuur de inhoud zoals die is, zonder Content-Encoding.",
          "Send the body as it is, without a Content-Encoding."))
    case .otherType(let type):
      self.init(
        refusal.code,
        pick(
          "Stuur de inhoud als \(type) in UTF-8, en zet dat in Content-Type.",
          "Send the body as \(type) in UTF-8, and say so in Content-Type."))
    case .tooLarge(let limit):
      self.init(
        refusal.code,
        pick(
          "De inhoud is groter dan mag\(limit.map { " (\($0) bytes)" } ?? "")",
          "The body is over its limit\(limit.map { " of \($0) bytes" } ?? "")"))
    case .tooSlow:
      self.init(
        refusal.code, pick("De inhoud kwam te langzaam: stuur die opnieuw", "The body came too slowly: send it again"))
    case .overloaded:
      self.init(
        refusal.code,
        pick(
          "Het knooppunt heeft zo veel in het geheugen als mag. Stuur het zo dadelijk opnieuw.",
          "The node holds as much in memory as it may. Send it again in a moment."), retryAfter: 1)
    case .incomplete:
      self.init(
        refusal.code,
        pick("De inhoud kwam niet goed aan: stuur die opnieuw", "The body did not arrive as it should: send it again"))
    }
  }
}
