/// Every command of the program.
enum CommandTable {
  static let commands: [CommandSpec] =
    NodeCommands.all + PeerCommands.all + CardCommands.all + TLSCommands.all + AgreementCommands.all
    + SignalCommands.all + MatchCommands.all
    + [WorklistCommand.spec] + RegionCommands.all + CredentialCommands.all + OfficerCommands.all
    + [DemoCommand.spec]
}
