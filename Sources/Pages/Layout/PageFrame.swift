package import LocalAPI
package import PeerProtocol

/// What every page needs of its reader and of the node.
package struct PageFrame: Sendable {
  /// From `Accept-Language`.
  package var language: PageLanguage
  /// The region's name for people: `name` of the status.
  package var regionName: String
  /// `environment` of the status: a node for training says so on every page.
  package var environment: Word<PeerEnvironment>
  /// The role in the reader's certificate.
  package var role: Role
  /// The name in the reader's certificate.
  package var person: String
  /// The token of the reader's forms.
  package var token: FormToken
  /// The node's clock.
  package var now: Timestamp
  /// What the reader's last form did, shown once after it: from the address that the form led to.
  package var notice: Notice?
  /// Why the form that the reader just sent was refused: it stands above the page from which it came.
  package var refusal: ProblemDocument?

  /// A frame of these members.
  package init(
    language: PageLanguage, regionName: String, environment: Word<PeerEnvironment>, role: Role, person: String,
    token: FormToken, now: Timestamp, notice: Notice? = nil
  ) {
    self.language = language
    self.regionName = regionName
    self.environment = environment
    self.role = role
    self.person = person
    self.token = token
    self.now = now
    self.notice = notice
  }

  /// Today in the Netherlands.
  package var today: CalendarDate { LocalTime(now).day }
}
