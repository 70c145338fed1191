import Pages
import PeerProtocol
import Region

extension Suspicion {
  /// What happened in words for a privacy officer, and what to do; `things` is what the feed holds, such as `youths`.
  func text(of peer: RegionName, things: String) -> String {
    pick(dutch(peer, things), detail(of: peer, things: things))
  }

  private func dutch(_ peer: RegionName, _ things: String) -> String {
    let number = PageLanguage.dutch.number
    let days = GuessingLimits.periodDays
    let whom = things == "youths" ? "jeugdigen" : "jeugdigen en ouders"
    let what =
      switch sign {
      case .size:
        "\(peer) voegde in \(days) dagen \(number(seen)) \(whom) toe, en heeft er maar \(number(compared)) in de uitwisseling"
      case .haste:
        "\(peer) voegde in \(days) dagen \(number(compared)) \(whom) toe, en trok er \(number(seen)) binnen "
          + "\(GuessingLimits.soonDays) dagen weer in"
      case .rate:
        "\(peer) voegde in \(days) dagen \(number(seen)) \(whom) toe, waar er ongeveer \(number(compared)) gewoon zijn"
      }
    return what + ". Misschien wordt er geraden wie hier bekend is."
  }
}
