package import PeerProtocol

/// A framework with its standing in this region. A list of frameworks leaves out the terms.
package struct FrameworkDocument: LocalDocument {
  /// A peer that signed it.
  package struct Signer: Codable, Hashable, Sendable {
    package var region: String
    /// Its class: how much it may send to each of the others.
    package var className: String

    package init(region: String, className: String) { (self.region, self.className) = (region, className) }

    private enum CodingKeys: String, CodingKey {
      case region
      case className = "class"
    }
  }

  /// By what the node signs agreements under the framework by itself.
  package struct Standing: Codable, Hashable, Sendable {
    /// Peers' classes count up to this one.
    package var classesUpTo: String
    /// Whether introduced peers count, too.
    package var introduced: Bool
    /// Whether both people approved it.
    package var inForce: Bool
    /// Whether it rests since a restore, until two people approve it anew.
    package var rests: Bool
    package var approvals: [ApprovalDocument]

    package init(
      classesUpTo: String, introduced: Bool, inForce: Bool, rests: Bool, approvals: [ApprovalDocument]
    ) {
      self.classesUpTo = classesUpTo
      self.introduced = introduced
      self.inForce = inForce
      self.rests = rests
      self.approvals = approvals
    }
  }

  package var frameworkId: String
  package var name: String
  /// Whether this region signed it.
  package var signed: Bool
  /// This region's class, chosen by its operator; missing where none is.
  package var className: String?
  /// Whether its term covers now.
  package var inForce: Bool
  package var validFrom: Timestamp
  package var validUntil: Timestamp
  /// Who approved this region's signature.
  package var approvals: [ApprovalDocument]
  /// The peers that signed it.
  package var signers: [Signer]
  package var standing: Standing?
  package var nextStep: String
  package var terms: FrameworkTermsDocument?

  package init(
    frameworkId: String, name: String, signed: Bool, className: String?, inForce: Bool, validFrom: Timestamp,
    validUntil: Timestamp, approvals: [ApprovalDocument], signers: [Signer], standing: Standing?, nextStep: String,
    terms: FrameworkTermsDocument? = nil
  ) {
    self.frameworkId = frameworkId
    self.name = name
    self.signed = signed
    self.className = className
    self.inForce = inForce
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.approvals = approvals
    self.signers = signers
    self.standing = standing
    self.nextStep = nextStep
    self.terms = terms
  }

  private enum CodingKeys: String, CodingKey {
    case frameworkId, name, signed, inForce, validFrom, validUntil, approvals, signers, standing, nextStep, terms
    case className = "class"
  }
}

/// Answer to GET /v1/frameworks.
package struct FrameworksDocument: LocalDocument {
  package var frameworks: [FrameworkDocument]

  package init(frameworks: [FrameworkDocument]) { self.frameworks = frameworks }
}
