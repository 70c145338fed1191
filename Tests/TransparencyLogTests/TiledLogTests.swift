import Cryptography
import TestSupport
import Testing
import TransparencyLog

@Suite(.timeLimit(.minutes(30))) struct TiledLogTests {
  @Test(arguments: [
    "tile/0/000", "tile/0/067", "tile/0/000.p/1", "tile/0/x001/x234/067", "tile/63/x001/x234/067.p/255",
    "tile/entries/x999/999", "tile/entries/000.p/12", "tile/5/x018/x446/x744/x073/x709/x551/615",
  ])
  func pathIsReadAsItIsWritten(_ text: String) throws { #expect(try TilePath(parsing: text).text == text) }

  @Test func pathHasItsParts() throws {
    let path = try TilePath(parsing: "tile/2/x001/x234/067.p/12")
    #expect(path.content == .hashes(level: 2) && path.index == 1_234_067 && path.width == 12 && path.isPartial)
    #expect(path.full.text == "tile/2/x001/x234/067" && path.partialFolder == "tile/2/x001/x234/067.p")
  }

  @Test(arguments: [
    "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/0000", "tile/0/x000", "tile/0/x000/001", "tile/0/001/002",
    "tile/0/x001/x002", "tile/64/000", "tile/00/000", "tile/+1/000", "tile/-1/000", "tile/0/000.p", "tile/0/000.p/0",
    "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/.p/1", "tile/0/+01", "tile/0/x+01/001",
    "tile/entry/000", "/tile/0/000", "tile/0/000\n", "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x1/001",
    "tile/0/\u{660}00", "tile/0/x0001/001",
  ])
  func invalidPathIsRefused(_ text: String) {
    #expect(throws: TileError.invalidPath) { try TilePath(parsing: text) }
  }

  /// The example of C2SP `tlog-tiles`.
  @Test func logOf70000EntriesHasItsFiles() {
    let paths = TilePath.written(growingFrom: 0, to: 70_000)
    let full = paths.filter { !$0.isPartial }
    #expect(full.count { $0.content == .hashes(level: 0) } == 273 && full.count { $0.content == .entries } == 273)
    #expect(full.count { $0.content == .hashes(level: 1) } == 1 && full.count == 547)
    let partial = ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"]
    #expect(paths.filter(\.isPartial).map(\.text) == partial)
    #expect(TilePath.edge(ofLogSize: 70_000).map(\.text) == partial)
    #expect(TilePath.edge(ofLogSize: 256).map(\.text) == ["tile/1/000.p/1"])
    #expect(TilePath.written(growingFrom: 70_000, to: 70_000).isEmpty)
  }

  @Test func growthWritesAndSupersedes() {
    func texts(_ paths: [TilePath]) -> [String] { paths.map(\.text) }
    #expect(texts(TilePath.written(growingFrom: 64, to: 128)) == ["tile/0/000.p/128", "tile/entries/000.p/128"])
    #expect(TilePath.superseded(growingFrom: 64, to: 255).isEmpty)
    #expect(texts(TilePath.superseded(growingFrom: 64, to: 256)) == ["tile/0/000.p/64", "tile/entries/000.p/64"])
    #expect(texts(TilePath.written(growingFrom: 64, to: 256)) == ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"])
    #expect(
      texts(TilePath.superseded(growingFrom: 65_535, to: 65_536)) == [
        "tile/0/255.p/255", "tile/1/000.p/255", "tile/entries/255.p/255",
      ])
    #expect(TilePath.superseded(growingFrom: 512, to: 1024).map(\.text).isEmpty)
  }

  @Test func bundlesArePrunedWhole() {
    #expect(TilePath.bundles(before: 255).isEmpty && TilePath.bundles(before: 256) == 0..<1)
    #expect(TilePath.bundles(before: 1023) == 0..<3 && TilePath.bundle(2).text == "tile/entries/002")
    #expect(TilePath.bundle(ofEntry: 300, logSize: 301)?.text == "tile/entries/001.p/45")
    #expect(TilePath.bundle(ofEntry: 300, logSize: 512)?.text == "tile/entries/001")
    #expect(TilePath.bundle(ofEntry: 300, logSize: 300) == nil)
  }

  @Test func bundleHasItsEntriesAndNoByteMore() throws {
    let entries = [[], [7], [UInt8](repeating: 9, count: EntryBundle.maxEntryBytes)]
    let bytes = try entries.flatMap(EntryBundle.encode)
    let path = try TilePath(parsing: "tile/entries/000.p/3")
    #expect(bytes.prefix(5) == [0, 0, 0, 1, 7] && bytes.count == 6 + 1 + 65_535)
    #expect(try EntryBundle.decode(bytes, at: path) == entries)
    for bad in [bytes.dropLast(), bytes + [0], bytes + [0, 0], []] {
      #expect(throws: TileError.invalidBundle(path)) { try EntryBundle.decode(Array(bad), at: path) }
    }
    #expect(throws: TileError.entryTooLong) { try EntryBundle.encode([UInt8](repeating: 0, count: 65_536)) }
  }

  @Test func writtenFilesAreThoseOfTheSize() throws {
    var log = MemoryLog()
    var random = SeededRandom(seed: 4)
    for count in [1, 0, 254, 1, 1, 700, 64_000, 578, 1] {
      let older = log.writer.size
      let entries = (0..<count).map { MemoryLog.entry(Int(older) + $0) }
      let before = log.files
      try log.append(entries)
      let written = TilePath.written(growingFrom: older, to: log.writer.size)
      #expect(Set(log.files.keys).subtracting(before.keys) == Set(written.map(\.text)))
      for path in TilePath.edge(ofLogSize: log.writer.size) + written { #expect(log.files[path.text] != nil) }
      let root = try log.tree.root(at: log.writer.size)
      #expect(log.writer.head == TreeHead(size: log.writer.size, root: root))
    }
    #expect(log.writer.size == 65_536)
    #expect(log.files.keys.filter { $0.contains(".p/") } == ["tile/2/000.p/1"])
    for _ in 0..<100 {
      let index = UInt64.random(in: 0..<log.writer.size, using: &random)
      let path = try #require(TilePath.bundle(ofEntry: index, logSize: log.writer.size))
      let entries = try EntryBundle.decode(log.read(path), at: path)
      #expect(entries[Int(index % 256)] == MemoryLog.entry(Int(index)))
      #expect(try log.tree.leafHash(at: index) == MerkleTree.leafHash(MemoryLog.entry(Int(index))))
    }
  }

  @Test(arguments: [0, 1, 255, 256, 257, 1000, 65_536, 65_793])
  func restoredWriterGoesOnTheSame(_ count: Int) throws {
    let log = try MemoryLog(count: count)
    var restored = try TiledLogWriter(size: UInt64(count), read: log.read)
    var kept = log.writer
    let entries = (count..<count + 600).map(MemoryLog.entry)
    #expect(restored.head == kept.head && restored.partialFiles == kept.partialFiles)
    #expect(try restored.append(entries) == kept.append(entries))
    #expect(restored.head == kept.head && restored.partialFiles == kept.partialFiles)
  }

  @Test func writerIsRestoredFromFilesThatGrewSince() throws {
    let log = try MemoryLog(count: 600)
    let smaller = try MemoryLog(count: 300)
    let restored = try TiledLogWriter(size: 300, read: log.read)
    #expect(restored.head == smaller.writer.head && restored.partialFiles == smaller.writer.partialFiles)
  }

  @Test func writerIsNotRestoredFromOtherFiles() throws {
    let log = try MemoryLog(count: 300)
    for path in TilePath.edge(ofLogSize: 300) where path.content != .hashes(level: 1) {
      for change: @Sendable ([UInt8]) -> [UInt8] in [{ $0.dropLast() }, { [$0[0] ^ 1] + $0.dropFirst() }, { _ in [] }] {
        #expect(throws: TileError.self) {
          try TiledLogWriter(size: 300) { $0 == path ? change(try log.read($0)) : try log.read($0) }
        }
      }
    }
  }

  @Test func entryThatIsTooLongAddsNothing() throws {
    var writer = TiledLogWriter()
    #expect(throws: TileError.entryTooLong) { try writer.append([[1], [UInt8](repeating: 0, count: 65_536)]) }
    #expect(writer.head == .empty && writer.partialFiles.isEmpty)
    #expect(try writer.append([[UInt8](repeating: 0, count: 65_535)]).isEmpty)
  }
}
