import Cryptography

@testable import Journal

/// A store that was damaged: it is refused, or what is read are the first of the records that were written. Inputs are
/// a choice of store and a list of damages.
@Sendable func fuzzJournal(_ input: [UInt8]) {
  var choices = Choices(input)
  let store = Store.all[choices.below(Store.all.count)]
  var damaged = DamagedStore(store.files)
  var count = 0
  while !choices.isEmpty, count < 24 {
    damaged.damage(&choices, store)
    count += 1
  }
  let disk = MemoryDisk(damaged.files)
  let first = replay(disk)
  require(disk.openFiles == first.ends, "a file stays open")
  guard let history = first.history else { return }
  if !damaged.isForged {
    require(store.history.starts(with: history), "\(history.count) records that were never written in this order")
  }
  if count == 0 { require(history == store.history, "an undamaged store lost a record") }
  let settled = disk.files
  let again = replay(MemoryDisk(settled))
  require(again.history == history, "a second opening reads something else")
  if choices.isEmpty, input.count % 16 == 0 { checkGoesOn(settled, history) }
}

private let storageKey = [UInt8](repeating: 7, count: 32)

/// Nonces and salts that are the same in every run.
private struct Repeating: RandomSource {
  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) } }
}

private var options: FileJournal.Options {
  var options = FileJournal.Options()
  options.segmentBytes = 4096
  options.random = Repeating()
  return options
}

/// What recovery makes of the files; `ends` is how many of them it leaves open to go on with.
private func replay(_ disk: MemoryDisk) -> (history: [[UInt8]]?, ends: Int) {
  var history: [[UInt8]] = []
  var recovery = Recovery(
    paths: StorePaths(directory: "store"), files: disk, storageKey: storageKey, options: options.bounded)
  do {
    _ = try recovery.run(readSnapshot: { history.append($0) }, readRecord: { history.append($0) })
    return (history, 1)
  } catch {
    switch error {
    case .corrupt(let file, _, let reason), .rejected(let file, _, let reason), .newerFormat(let file, let reason):
      require(file.hasPrefix("store/") && !reason.isEmpty, "a refusal names no place")
    default: violated("damage is reported as \(error)")
    }
    return (nil, 0)
  }
}

/// A store that was opened takes a record in and has it the next time.
private func checkGoesOn(_ files: [String: [UInt8]], _ history: [[UInt8]]) {
  let disk = MemoryDisk(files)
  var read: [[UInt8]] = []
  do {
    let journal = try FileJournal.open(
      directory: "store", key: storageKey, options: options, files: disk, readSnapshot: { read.append($0) },
      readRecord: { read.append($0) })
    try journal.waitUntilDurable(journal.append([1, 2, 3]))
    journal.close()
  } catch {
    violated("a store that was opened cannot go on: \(error)")
  }
  require(read == history, "another opening reads something else")
  require(replay(MemoryDisk(disk.files)).history == history + [[1, 2, 3]], "what was durable is not there")
}

/// A store as a journal wrote it, and all that it holds.
private struct Store {
  let files: [String: [UInt8]]
  let history: [[UInt8]]

  static let all: [Store] = [
    make(closed: true, snapshot: true), make(closed: false, snapshot: true), make(closed: false, snapshot: false),
    make(closed: true, snapshot: false), Store(files: [:], history: []),
  ]

  private static func make(closed: Bool, snapshot: Bool) -> Store {
    let disk = MemoryDisk()
    var history: [[UInt8]] = []
    do {
      let journal = try FileJournal.open(
        directory: "store", key: storageKey, options: options, files: disk, readSnapshot: { _ in },
        readRecord: { _ in })
      for size in [3, 900, 40] { try append(size, journal, &history) }
      if snapshot {
        let writer = try journal.beginSnapshot()
        for record in history { try writer.write(record) }
        try writer.finish()
      }
      // Over the end of a segment, and one that needs a segment of its own.
      for size in [1, 1_500, 1_200, 0, 1_400, 5_000, 20] { try append(size, journal, &history) }
      let files = disk.files
      journal.close()
      return Store(files: closed ? disk.files : files, history: history)
    } catch {
      violated("no store to begin with: \(error)")
    }
  }

  private static func append(_ size: Int, _ journal: FileJournal, _ history: inout [[UInt8]]) throws {
    let record = (0..<size).map { UInt8(truncatingIfNeeded: $0 &+ history.count &* 17) }
    history.append(record)
    try journal.waitUntilDurable(journal.append(record))
  }
}

private struct DamagedStore {
  var files: [String: [UInt8]]
  /// True once something was sealed with the store's own key: then anything may be read, in good order.
  var isForged = false

  init(_ files: [String: [UInt8]]) { self.files = files }

  mutating func damage(_ choices: inout Choices, _ store: Store) {
    let kind = choices.byte() % 12
    let names = files.keys.sorted()
    guard !names.isEmpty else {
      files["store/" + String(decoding: choices.take(30), as: UTF8.self)] = choices.take(64)
      return
    }
    let name = names[choices.below(names.count)]
    var bytes = files[name] ?? []
    let offset = choices.below(bytes.count)
    switch kind {
    case 0 where !bytes.isEmpty: bytes[offset] ^= 1 << (choices.byte() & 7)
    case 1:
      let end = min(bytes.count, offset + choices.number(bytes: 2))
      for index in offset..<end { bytes[index] = 0 }
    case 2:
      for (index, byte) in choices.take(choices.below(64)).enumerated() where offset + index < bytes.count {
        bytes[offset + index] = byte
      }
    case 3: bytes = Array(bytes[..<offset])
    case 4: bytes += choices.take(choices.below(256))
    case 5:
      let other = names[choices.below(names.count)]
      let held = files[other] ?? []
      files[other] = bytes
      bytes = held
    case 6:
      files[name] = nil
      return
    case 7:
      let from = choices.below(bytes.count)
      let count = min(choices.number(bytes: 2), bytes.count - max(from, offset))
      if count > 0 { bytes.replaceSubrange(offset..<offset + count, with: Array(bytes[from..<from + count])) }
    case 8: mendChecksum(&bytes, offset)
    case 9: forge(&bytes, name, &choices)
    case 10:
      files["store/" + String(decoding: choices.take(choices.below(40)), as: UTF8.self)] = bytes
    // A sector that was never written, and one of an older version of the file.
    default:
      let start = offset / 512 * 512
      let old = store.files[name] ?? []
      for index in start..<min(start + 512, bytes.count) {
        bytes[index] = choices.rest.first == 0 || index >= old.count ? 0 : old[index]
      }
    }
    files[name] = bytes
  }

  /// Makes the header at the frame before `offset` one that is taken for a header.
  private func mendChecksum(_ bytes: inout [UInt8], _ offset: Int) {
    let start = offset / Frame.alignment * Frame.alignment
    guard start + Frame.headerBytes <= bytes.count else { return }
    bytes.replaceSubrange(start..<start + 4, with: Frame.magic)
    let checksum = CRC32C.checksum(bytes, in: start..<start + 28)
    for index in 0..<4 { bytes[start + 28 + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(index))) }
  }

  /// Puts a frame in place of the one that begins at or before a frame's start, sealed as the journal would.
  private mutating func forge(_ bytes: inout [UInt8], _ name: String, _ choices: inout Choices) {
    let paths = StorePaths(directory: "store")
    let file = String(name.dropFirst("store/".count))
    let segment = StorePaths.segmentNumber(file)
    guard let number = segment ?? StorePaths.snapshotNumber(file),
      let header = try? FileHeader(
        bytes, kind: segment == nil ? .snapshot : .segment, number: number, storageKey: storageKey,
        file: segment == nil ? paths.snapshot(number) : paths.segment(number)),
      let sealer = try? FrameSealer(header, storageKey: storageKey, random: Repeating())
    else { return }
    var start = FileHeader.bytes
    var skipped = choices.below(8)
    while skipped > 0, let frame = Frame.Header(bytes, at: start), start + frame.frameSize <= bytes.count {
      start += frame.frameSize
      skipped -= 1
    }
    let frameNumber = Frame.Header(bytes, at: start)?.number ?? UInt64(choices.byte())
    let plaintext = choices.take(1 + choices.below(200))
    guard !plaintext.isEmpty, let frame = try? sealer.frame(plaintext, number: frameNumber) else { return }
    isForged = true
    bytes.replaceSubrange(min(start, bytes.count)..<min(start + frame.count, bytes.count), with: frame)
  }
}
