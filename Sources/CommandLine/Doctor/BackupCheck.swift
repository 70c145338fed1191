import Node
import PeerProtocol

/// How old the newest backup is that was made on this machine.
enum BackupCheck {
  static let table = [DoctorCheck("backup", needs: ["home"], age)]

  /// Days after which somebody is told: peers keep what a region holds of them for longer, people do not wait.
  private static let days: Int64 = 7

  @Sendable private static func age(_ facts: DoctorFacts) -> Finding {
    guard let configuration = try? facts.configuration.get(), configuration.environment == .production else {
      return .ok(pick("een map met bedachte gegevens heeft er geen nodig", "a home with made-up data needs none"))
    }
    let command = "samenloop backup create --output FILE --recipient age1…"
    guard let made = Backup.lastMade(of: facts.home) else {
      return .warn(
        pick("er is er nooit een gemaakt met samenloop backup create", "none was ever made by samenloop backup create"),
        pick(
          "maak er een, tenzij u de map op een andere manier kopieert",
          "make one, unless you copy the home in another way"),
        run: command)
    }
    let day = made.rfc3339.prefix(10)
    return facts.now.seconds(since: made) > days * 86_400
      ? .warn(
        pick("de nieuwste is van \(day)", "the newest is of \(day)"),
        pick("maak er elke dag een", "make one every day"), run: command)
      : .ok(pick("de nieuwste is van \(day)", "the newest is of \(day)"))
  }
}
