import LocalAPI
import System
import Testing

@testable import Node

@Suite(.timeLimit(.minutes(30))) struct CredentialTests {
  @Test(arguments: [
    ("index", Role.index, nil), ("coordinator", .coordinator, nil), ("privacy-officer", .privacyOfficer, nil),
    ("coordinator:GM0363", .coordinator, "GM0363"),
  ])
  func readsRolesAndMunicipalities(unit: String, role: Role, municipality: String?) throws {
    let credential = try #require(Credential(organizationalUnit: unit))
    #expect(credential.role == role)
    #expect(credential.municipality == municipality)
    #expect(credential.organizationalUnit == unit)
  }

  @Test(arguments: ["coordinator:gm0363", "coordinator:0363", "coordinator:GM 0363", "coordinator:GM0363 "])
  func aMunicipalityInAnotherFormIsTheSame(unit: String) {
    #expect(Credential(organizationalUnit: unit)?.organizationalUnit == "coordinator:GM0363")
  }

  @Test(arguments: [
    "", "coordinators", "Coordinator", "coordinator:", "coordinator:XX0363", "coordinator:GM363", "coordinator:GM03633",
    "coordinator:GM0363:GM0384", "coordinator:0363x", " coordinator:GM0363", "coordinator:GM036\u{663}",
    "index:GM0363", "operator:GM0363", "privacy-officer:GM0363", "observer:GM0363", ":GM0363", "coordinator;GM0363",
  ])
  func givesNothingForAllElse(unit: String) { #expect(Credential(organizationalUnit: unit) == nil) }
}
