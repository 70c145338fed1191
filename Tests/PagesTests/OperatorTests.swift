import LocalAPI
import PeerProtocol
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct OperatorTests {
  private func page(_ name: String) throws -> MarkupElement {
    let sample = try #require(Samples().all.first { $0.name == name })
    return try MarkupParser.document(sample.page.bytes(in: Samples().frame(.english, sample.role)))
  }

  @Test func everyTroubleHasARemedyOrTheNodesOwnWords() throws {
    let page = try #require(Samples().operators.first?.page as? OperatorPage)
    let troubles = Trouble.troubles(page.status, names: page.screen.regionNames)
    #expect(troubles.count >= 12)
    for trouble in troubles {
      let words = trouble.detail ?? trouble.foreignDetail
      #expect(trouble.remedy != nil || trouble.command != nil || words != nil)
    }
    #expect(troubles.map(\.level) == troubles.map(\.level).sorted(by: >))
    #expect(Trouble.troubles(Samples().status(peers: [], isBroken: false), names: [:]).isEmpty)
  }

  @Test func headlineSaysWhetherTheNodeWorks() throws {
    #expect(try page("operator").text.contains("Something is wrong: "))
    #expect(try page("operator-well").text.contains("The node works"))
  }

  @Test func sixGroupsStandBeforeAcceptance() throws {
    let root = try page("operator")
    let groups = root.all.filter { $0["class"] == "groups" }
    #expect(groups.count == 2 && groups.allSatisfy { $0.elements.count == 6 })
    let form = try #require(root.all.first { $0["action"] == "/pages/peers/drenthe/acceptance" })
    #expect(form.all.contains { $0["name"] == "read" && $0["required"] != nil })
    // A region that this one asked is not accepted here.
    #expect(!root.all.contains { $0["action"]?.hasPrefix("/pages/peers/groningen/") ?? false })
  }

  @Test func suspendedPeerIsResumedAndOthersSuspended() throws {
    let actions = try page("operator").all.compactMap { $0["action"] }
    #expect(actions.contains("/pages/peers/zaanstreek/resumption") && actions.contains("/pages/peers/gooi/suspension"))
    #expect(!actions.contains("/pages/peers/gooi/resumption"))
  }

  @Test func navigationFollowsTheRole() throws {
    func links(_ role: Role) throws -> [String] {
      let bytes = NoPagePage().bytes(in: Samples().frame(.dutch, role))
      let navigation = try MarkupParser.document(bytes).all.first { $0.tag == "nav" }
      return navigation?.all.compactMap { $0["href"] } ?? []
    }
    #expect(try links(.coordinator) == ["/pages/worklist", "/pages/figures"])
    #expect(
      try links(.privacyOfficer) == [
        "/pages/overview", "/pages/agreements", "/pages/requests", "/pages/search", "/pages/organisations",
        "/pages/figures",
      ])
    #expect(try links(.operator) == ["/pages/node", "/pages/agreements", "/pages/organisations", "/pages/figures"])
    #expect(try links(.observer) == ["/pages/figures"])
    #expect(try links(.agreementKeeper) == ["/pages/organisations", "/pages/figures"])
    #expect(try links(.index) == [])
  }

  @Test func errorSaysWhatToDoAndNothingThatWasTyped() throws {
    let root = try page("error")
    #expect(root.text.contains("Your certificate does not allow this") && root.text.contains("process director"))
    #expect(root.all.contains { $0["href"] == "/" })
    // The node's words are in the language of the page.
    #expect(root.all.contains { $0["lang"] == nil && $0.tag == "span" && $0.text == "This needs the role coordinator" })
  }
}
