import Cryptography
import Engine
package import LocalAPI
import PeerProtocol
import Region

extension IntroductionsOverview {
  /// As the local API shows them.
  package func document() -> IntroductionsDocument {
    IntroductionsDocument(
      introduced: introduced.map { $0.document() },
      uncompared: uncompared.map { entry in
        .init(region: entry.region.text, introducers: entry.mark.introducers.map(\.text), acceptedAt: entry.mark.at)
      },
      asked: asked.map { entry in
        var to: [String]?
        if case .regions(let regions) = entry.request.request.to { to = regions.map(\.text) }
        return .init(
          region: entry.region.text, to: to, framework: entry.request.request.framework.base64URL, at: entry.request.at,
          nextStep: "samenloop peer introduce \(entry.region) --asked")
      },
      made: made.map { $0.document() })
  }

  /// What the status says; nil where there is nothing to see to.
  func statusDocument() -> StatusIntroductions? {
    guard !introduced.isEmpty || !asked.isEmpty || !uncompared.isEmpty else { return nil }
    func regions(_ fits: (Standing) -> Bool) -> [String] {
      introduced.filter { fits($0.standing) }.map(\.region.region.text)
    }
    let acceptable = regions { $0 == .acceptable }
    let next =
      if !acceptable.isEmpty {
        "samenloop peer accept --introduced"
      } else if let first = asked.first {
        "samenloop peer introduce \(first.region) --asked"
      } else if introduced.isEmpty, let first = uncompared.first {
        "samenloop peer compare \(first.region)"
      } else {
        "samenloop peer introductions"
      }
    return StatusIntroductions(
      acceptable: acceptable, tooFew: regions { if case .tooFew = $0 { true } else { false } },
      conflicting: regions { $0 == .conflicting }, comparisonNeeded: regions { $0 == .comparisonNeeded },
      asked: asked.map(\.region.text), uncompared: uncompared.map(\.region.text), next: next)
  }
}

extension IntroductionsOverview.Introduced {
  fileprivate func document() -> IntroductionsDocument.Introduced {
    let (name, facts) = (region.region, region.cardFacts)
    let needed: IntroductionRefusal? =
      switch standing {
      case .acceptable: nil
      case .tooFew(let needed): .tooFew(name, introducers: region.introducers, needed: needed)
      case .conflicting: .conflicting(name)
      case .comparisonNeeded: .comparisonNeeded(name)
      }
    return IntroductionsDocument.Introduced(
      region: name.text, name: facts.name, endpoint: facts.endpoint,
      fingerprint: Fingerprint(key: region.identityKey).texts,
      introducers: region.introductions.map { introduction in
        .init(
          region: introduction.facts.introducer.text, comparedOn: introduction.facts.comparedOn,
          arrivedAt: introduction.arrivedAt, endsAt: introduction.endsAt,
          framework: introduction.facts.framework.base64URL)
      }, standing: Word(standing.word), nextStep: needed?.detail ?? "samenloop peer accept \(name)")
  }
}

extension IntroductionsOverview.Standing {
  fileprivate var word: IntroductionsDocument.Standing {
    switch self {
    case .acceptable: .acceptable
    case .tooFew: .tooFew
    case .conflicting: .conflicting
    case .comparisonNeeded: .comparisonNeeded
    }
  }
}

extension MadeIntroduction {
  fileprivate func document() -> IntroductionsDocument.Made {
    var made = IntroductionsDocument.Made(
      region: facts.region.text, to: facts.to.text, at: facts.at, outcome: Word(.waiting))
    switch outcome {
    case .waiting: break
    case .delivered: made.outcome = Word(.delivered)
    case .refused(let code): (made.outcome, made.code) = (Word(.refused), code)
    }
    return made
  }
}

extension Introductions.Result {
  func document(of region: String) -> IntroducedDocument {
    let regions = Set(made.flatMap { [$0.facts.region.text, $0.facts.to.text] }).subtracting([region])
    return IntroducedDocument(
      region: region, to: regions.sorted(),
      skipped: skipped.map { .init(region: $0.region.text, reason: $0.reason.detail) })
  }
}

extension PeerComparison {
  func document() -> ComparisonDocument {
    let isCompared = introducers.isEmpty
    return ComparisonDocument(
      region: region.text, own: own.texts, peer: peer.texts,
      introducers: isCompared ? nil : introducers.map(\.text), comparedOn: comparedOn,
      nextStep: isCompared && comparedOn != nil
        ? "samenloop status"
        : "Let the operator of \(region) read the groups of its key, and type them: samenloop peer compare \(region) "
          + "--groups \"12345 12345 12345 12345 12345 12345\"")
  }
}

extension Fingerprint {
  /// The groups one by one.
  fileprivate var texts: [String] { description.split(separator: " ").map(String.init) }
}
