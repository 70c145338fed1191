import Foundation
import TestSupport
import Testing
import TransparencyLog

@testable import Evidence

/// `VERIFY.md` is followed word by word, with openssl and sha256sum.
@Suite(.timeLimit(.minutes(30))) struct GuideTests {
  /// An unpacked archive, and the commands of its guide.
  private struct Unpacked {
    let directory: TemporaryDirectory
    let blocks: [String]

    init(_ archive: [UInt8]) throws {
      directory = try TemporaryDirectory()
      try Data(archive).write(to: URL(fileURLWithPath: directory.file("export.tar")))
      #expect(try Self.run("mkdir archive && tar -xf export.tar -C archive", in: directory.path).status == 0)
      let guide = try String(contentsOfFile: directory.file("archive/VERIFY.md"), encoding: .utf8)
      blocks = guide.components(separatedBy: "```bash\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    }

    /// Runs the blocks in their order until one fails, and gives its number, or that of all.
    func follow() throws -> (passed: Int, output: String) {
      var output = ""
      for (number, block) in blocks.enumerated() {
        let result = try Self.run(block, in: directory.file("archive"))
        output += result.output
        if result.status != 0 { return (number, output) }
      }
      return (blocks.count, output)
    }

    static func run(_ script: String, in folder: String) throws -> (status: Int32, output: String) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["bash", "-c", script]
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      let pipe = Pipe()
      (process.standardOutput, process.standardError) = (pipe, pipe)
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
  }

  @Test(arguments: [1, 5, 300, 511]) func guideConfirmsAnArchive(entries: Int) throws {
    let unpacked = try Unpacked(try MadeUpRegion(entries: entries, peers: 3).archive(cosignedBy: [0, 2]))
    #expect(unpacked.blocks.count == 5)
    let (passed, output) = try unpacked.follow()
    #expect(passed == 5, "\(output)")
    #expect(output.contains("drenthe cosigned at"))
    #expect(output.contains("gooi did not cosign"))
    #expect(output.contains("twente cosigned at"))
    #expect(output.contains("00112233445566aa-\(entries) stands in the log"))
  }

  @Test func guideProvesEachRecordByItsId() throws {
    let unpacked = try Unpacked(try MadeUpRegion(entries: 12).archive())
    let block = try #require(unpacked.blocks.last)
    for number in 0..<12 {
      let other = block.replacing("id=00112233445566aa-12", with: "id=00112233445566aa-\(number)")
      let result = try Unpacked.run(other, in: unpacked.directory.file("archive"))
      #expect(result.status == 0, "\(result.output)")
    }
  }

  private static func flip(_ path: String, _ place: Int, in forgery: inout Forgery) throws -> [UInt8] {
    forgery[path][place] ^= 1
    return try forgery.archive
  }

  @Test func guideStopsWhereSomethingWasChanged() throws {
    let region = try MadeUpRegion(entries: 3)
    // The manifest, a file, the checkpoint's signature, a record: each stops another block.
    let changes: [(block: Int, change: (inout Forgery) throws -> [UInt8])] = [
      (1, { try Self.flip(EvidencePath.manifest, 40, in: &$0) }),
      (2, { try Self.flip(EvidencePath.report, 100, in: &$0) }),
      (
        2,
        {
          $0["extra"] = [1]
          return try $0.archive
        }
      ),
      (
        3,
        {
          let other = try MadeUpRegion(entries: 3, seed: 2).log().checkpoint.bytes
          $0[EvidencePath.checkpoint(region.instance)] = other
          return try $0.signed(with: region.identity)
        }
      ),
      (
        4,
        {
          let lines = $0[EvidencePath.records]
          $0[EvidencePath.records] = Array(
            String(decoding: lines, as: UTF8.self).replacing("\"kind\":\"roster\"", with: "\"kind\":\"empty\"").utf8)
          return try $0.signed(with: region.identity)
        }
      ),
    ]
    for (block, change) in changes {
      var forgery = try Forgery(region.archive())
      let unpacked = try Unpacked(try change(&forgery))
      #expect(try unpacked.follow().passed == block)
    }
  }
}
