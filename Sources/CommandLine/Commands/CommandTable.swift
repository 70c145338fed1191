/// Every command but the demo and the training.
package enum CommandTable {
  package static let commands: [CommandSpec] =
    NodeCommands.all + PeerCommands.all + CardCommands.all + TLSCommands.all + AgreementCommands.all
    + FrameworkCommands.all
    + SignalCommands.all + MatchCommands.all
    + [WorklistCommand.spec] + RegionCommands.all + BackupCommands.all + ClockCommands.all + CredentialCommands.all
    + OfficerCommands.all
    + AuditCommands.all + ReviewCommands.all + EvidenceCommands.all + SubjectCommands.all + [LetterCommand.spec]
    + ReportCommands.all + OrganisationCommands.all + MunicipalityCommands.all + WebhookCommands.all + MailCommands.all
    + GenerateCommands.all + [AlertRulesCommand.spec, DoctorCommand.spec]
}
