// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the sanitizers' flags reach every target and no fuzzer is built with the product.
// It compiles the house's own sources through the link `House`: fuzzers use what is `package` or internal there.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  // Debug builds keep their checks of overflow and bounds when they are optimised, and run ten times as often.
  // Given two sanitizers apart, as the package manager does, the compiler leaves out what guides the fuzzer: named here.
  .unsafeFlags(["-O", "-sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table"]),
]

func floor(_ name: String, on below: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: below, path: "House/\(name)", swiftSettings: settings)
}

let package = Package(
  name: "samenloop-fuzzing",
  targets: [
    .systemLibrary(name: "COpenSSL", path: "House/COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CCurl", path: "House/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSystem", path: "House/CSystem"),
    floor("System", on: ["CSystem"]),
    floor("Cryptography", on: ["COpenSSL", "System"]),
    floor("PrivateMatching", on: ["Cryptography"]),
    floor("TransparencyLog", on: ["Cryptography"]),
    floor("Age", on: ["Cryptography"]),
    floor("Journal", on: ["Cryptography", "System"]),
    floor("Transport", on: ["Cryptography", "System", "COpenSSL", "CCurl"]),
    floor("PeerProtocol", on: ["Cryptography"]),
    floor("Region", on: ["PeerProtocol", "Cryptography"]),
    floor("Evidence", on: ["TransparencyLog", "PeerProtocol", "Cryptography", "System"]),
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
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "CommandLine", "Node", "LocalAPI", "Engine", "Region", "PeerProtocol", "PrivateMatching", "Journal",
        "Transport", "TransparencyLog", "Age", "Cryptography", "System",
      ],
      path: "Targets", swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]),
  ],
  swiftLanguageModes: [.v6]
)
