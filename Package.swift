// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A floor of the house: its own code, and only the floors below that it may import.
func floor(_ name: String, on below: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: below, swiftSettings: settings)
}

func tests(_ name: String, of tested: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: tested + ["TestSupport"], swiftSettings: settings)
}

let package = Package(
  name: "samenloop",
  products: [
    .executable(name: "samenloop", targets: ["samenloop"]),
    .executable(name: "samenloop-bench", targets: ["samenloop-bench"]),
  ],
  targets: [
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSystem"),
    floor("System", on: ["CSystem"]),
    floor("Cryptography", on: ["COpenSSL", "System"]),
    floor("PrivateMatching", on: ["Cryptography"]),
    floor("TransparencyLog", on: ["Cryptography"]),
    floor("Age", on: ["Cryptography"]),
    floor("Journal", on: ["Cryptography", "System"]),
    floor("Transport", on: ["Cryptography", "System", "COpenSSL", "CCurl"]),
    floor("PeerProtocol", on: ["Cryptography"]),
    floor("Evidence", on: ["TransparencyLog", "PeerProtocol", "Cryptography", "System"]),
    floor("Region", on: ["PeerProtocol", "Cryptography"]),
    floor(
      "Engine",
      on: [
        "Region", "Evidence", "PeerProtocol", "PrivateMatching", "TransparencyLog", "Journal", "Cryptography", "System",
      ]),
    floor("LocalAPI", on: ["PeerProtocol"]),
    floor("Pages", on: ["LocalAPI", "PeerProtocol"]),
    floor(
      "Node",
      on: [
        "Pages", "LocalAPI", "Engine", "Region", "Evidence", "PeerProtocol", "PrivateMatching", "Journal", "Transport",
        "Age", "Cryptography", "System",
      ]),
    floor(
      "CommandLine",
      on: [
        "Node", "Pages", "LocalAPI", "Region", "Evidence", "TransparencyLog", "PeerProtocol", "Transport", "Age",
        "Cryptography", "System",
      ]),
    floor("Demo", on: ["CommandLine", "Node", "LocalAPI", "Region", "PeerProtocol", "Cryptography", "System"]),
    .executableTarget(name: "samenloop", dependencies: ["CommandLine", "Demo"], swiftSettings: settings),
    .executableTarget(
      name: "samenloop-bench",
      dependencies: [
        "Demo", "CommandLine", "Node", "LocalAPI", "Engine", "Evidence", "Simulation", "Region", "PeerProtocol",
        "PrivateMatching", "TransparencyLog", "Journal", "Transport", "Cryptography", "System", "COpenSSL",
      ],
      swiftSettings: settings),
    .target(name: "TestSupport", dependencies: ["Cryptography"], path: "Tests/TestSupport", swiftSettings: settings),
    // Regions on a simulated network, for the tests and for `samenloop-bench simulate`.
    .target(
      name: "Simulation",
      dependencies: [
        "Node", "LocalAPI", "Engine", "Region", "TransparencyLog", "PeerProtocol", "PrivateMatching", "Journal",
        "Cryptography",
        "TestSupport",
      ],
      path: "Tests/Simulation", swiftSettings: settings),
    tests("SystemTests", of: ["System"]),
    tests("CryptographyTests", of: ["Cryptography"]),
    tests("PrivateMatchingTests", of: ["PrivateMatching", "Cryptography"]),
    tests("AgeTests", of: ["Age", "Cryptography"]),
    tests("TransparencyLogTests", of: ["TransparencyLog", "Cryptography"]),
    tests("EvidenceTests", of: ["Evidence", "TransparencyLog", "PeerProtocol", "Cryptography", "System"]),
    tests("JournalTests", of: ["Journal", "Cryptography", "System"]),
    tests("TransportTests", of: ["Transport", "Cryptography", "System", "COpenSSL"]),
    tests("PeerProtocolTests", of: ["PeerProtocol", "Cryptography"]),
    tests("RegionTests", of: ["Region", "PeerProtocol", "Cryptography"]),
    tests(
      "EngineTests",
      of: [
        "Engine", "Region", "Evidence", "PeerProtocol", "PrivateMatching", "TransparencyLog", "Journal", "Cryptography",
        "System", "LocalAPI", "Pages", "Node", "Simulation", "Transport",
      ]),
    tests("SimulationTests", of: ["Simulation", "Region", "PeerProtocol"]),
    tests("LocalAPITests", of: ["LocalAPI", "PeerProtocol", "System"]),
    tests("PagesTests", of: ["Pages", "LocalAPI", "PeerProtocol", "Cryptography"]),
    // Demo for its child processes: tests run openssl and the program.
    tests(
      "NodeTests",
      of: [
        "Node", "CommandLine", "Demo", "Pages", "LocalAPI", "Engine", "Region", "PeerProtocol", "Transport", "Journal",
        "Age", "Cryptography", "System", "COpenSSL",
      ]),
    tests(
      "CommandLineTests",
      of: [
        "CommandLine", "Demo", "Node", "LocalAPI", "Region", "PeerProtocol", "Journal", "Transport", "Cryptography",
        "System", "COpenSSL",
      ]),
    tests("DemoTests", of: ["Demo", "CommandLine", "Node", "LocalAPI", "Region", "PeerProtocol", "System"]),
  ],
  swiftLanguageModes: [.v6]
)
