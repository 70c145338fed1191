/// Answer to GET /v1/agreements.
package struct AgreementsDocument: LocalDocument {
  package var agreements: [AgreementDocument]

  package init(agreements: [AgreementDocument]) {
    self.agreements = agreements
  }
}
