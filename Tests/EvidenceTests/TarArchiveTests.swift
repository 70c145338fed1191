import Testing

@testable import Evidence

@Suite struct TarArchiveTests {
  @Test func archiveIsReadBack() throws {
    let bytes = try TarArchive.encode(path: "a/b.txt", [1, 2, 3]) + TarArchive.encode(path: "c", []) + TarArchive.end
    let archive = try TarArchive(parsing: bytes)
    #expect(archive.paths == ["a/b.txt", "c"])
    #expect(archive["a/b.txt"] == [1, 2, 3])
    #expect(archive["c"] == [])
    #expect(archive["d"] == nil)
  }
}
