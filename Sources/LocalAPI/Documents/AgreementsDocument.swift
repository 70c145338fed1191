/// Answer to GET /v1/agreements.
public struct AgreementsDocument: LocalDocument {
  public var agreements: [AgreementDocument]

  public init(agreements: [AgreementDocument]) {
    self.agreements = agreements
  }
}
