import PeerProtocol
import Testing

@Suite struct UnknownMembersTests {
  @Test func nameIsRepeatedWhereItIsLettersOnly() {
    #expect(
      UnknownMembers.faults(["colour"], known: ["to", "from"], path: "terms")
        == ["terms.colour: is not known; there are from, to"])
    #expect(UnknownMembers.faults([], known: ["a"], path: "") == [])
    #expect(
      UnknownMembers.faults(["x"], known: [], path: "") == ["x: is not known; leave it out: nothing is read here"])
  }

  @Test(arguments: [
    "900000016", "bsn:900000016", "bsn", "a b", "", "jän", "naam\n", "a-b", String(repeating: "a", count: 41),
  ])
  func nameThatMayBeAnIdentityIsNotRepeated(name: String) {
    let faults = UnknownMembers.faults([name, "colour"], known: ["subject"], path: "")
    #expect(faults.first == (name == "bsn" ? "bsn" : "colour") + ": is not known; there are subject")
    if name != "bsn" {
      #expect(faults.last == "body: a member whose name is not repeated here is not known; there are subject")
    }
  }

  @Test func longestNameThatIsRepeated() {
    let name = String(repeating: "a", count: 40)
    #expect(UnknownMembers.shown(name) == name)
  }
}
