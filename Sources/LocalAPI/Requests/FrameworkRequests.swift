/// Body of POST /v1/frameworks.
package struct FrameworkRequest: LocalDocument {
  package var terms: FrameworkTermsDocument

  package init(terms: FrameworkTermsDocument) { self.terms = terms }
}

/// Body of POST /v1/frameworks/{framework}/signature.
package struct FrameworkSignatureRequest: LocalDocument {
  /// This region's class. The operator names it; the privacy officer may leave it out, and approves that one.
  package var className: String?

  package init(className: String? = nil) { self.className = className }

  private enum CodingKeys: String, CodingKey {
    case className = "class"
  }
}

/// Body of POST /v1/frameworks/{framework}/standing-approval.
package struct StandingApprovalRequest: LocalDocument {
  /// Peers' classes count whose limits are in no respect above those of this one.
  package var classesUpTo: String
  /// Whether introduced peers count, too; false where it is left out.
  package var introduced: Bool?

  package init(classesUpTo: String, introduced: Bool? = nil) {
    (self.classesUpTo, self.introduced) = (classesUpTo, introduced)
  }
}
