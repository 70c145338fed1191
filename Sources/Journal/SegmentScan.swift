/// Reads the frames of a segment one by one, and tells a write that a crash cut short from damage.
///
/// A frame is written with one call and made durable before the next one is written, into a file of zeros that was
/// durable before. So a crash can leave one unfinished frame, as the last thing in the last segment, and what is
/// missing of it are zeros: its end (the process was killed in the write), or whole 512-byte sectors (the power
/// failed). Because padding and headers are never zero, and ciphertext is not zero over 32 bytes:
///
/// - a frame that verifies is durable data, and so is everything before it;
/// - a frame that does not is **torn** only in the last segment, with nothing but zeros behind it, and when its last
///   byte or the whole of its share of some sector is zero. It was never acknowledged, and is overwritten with zeros;
/// - a header that is cut short or missing is torn only when nothing but zeros follows (cut short), or when no later
///   frame header follows and what does is as dense as sealed data (its sector was not written);
/// - everything else is **corrupt**: a flipped bit leaves all bytes in place, also in the very last frame.
///
/// What this cannot tell from a torn write is a last frame of which the disk lost whole sectors that it had
/// acknowledged. After a clean close, whose frame stands behind the last record, even that is found.
struct SegmentScan {
  enum Step: Equatable {
    case frame(plaintext: [UInt8], offset: Int)
    /// Nothing but zeros from here.
    case end
    /// Zeros from here but for what lies in this range, which belongs to a write that did not finish.
    case torn(Range<Int>)
    case corrupt(offset: Int, reason: String)
  }

  static let sector = 512

  let bytes: [UInt8]
  let sealer: FrameSealer
  /// Whether no later segment exists.
  let isLast: Bool
  private(set) var offset = FileHeader.bytes
  private(set) var nextFrame: UInt64

  init(_ bytes: [UInt8], sealer: FrameSealer, firstFrame: UInt64, isLast: Bool) {
    self.bytes = bytes
    self.sealer = sealer
    self.isLast = isLast
    nextFrame = firstFrame
  }

  /// The next frame, or what stands in its place.
  mutating func next() -> Step {
    guard offset + Frame.headerBytes <= bytes.count else {
      return bytes.isZero(in: offset..<bytes.count) ? .end : damaged("bytes behind the last frame")
    }
    guard let header = Frame.Header(bytes, at: offset) else { return stepWithoutHeader() }
    guard header.number == nextFrame else {
      return damaged("frame \(header.number) stands where frame \(nextFrame) belongs")
    }
    guard header.length > 16, offset + header.frameSize <= bytes.count else {
      return damaged("frame is longer than its segment")
    }
    guard let plaintext = sealer.open(bytes, header: header, at: offset) else { return stepUnverified(header) }
    defer {
      offset += header.frameSize
      nextFrame += 1
    }
    return .frame(plaintext: plaintext, offset: offset)
  }

  private func damaged(_ reason: String) -> Step { .corrupt(offset: offset, reason: reason) }

  /// The header verifies, the frame does not.
  private func stepUnverified(_ header: Frame.Header) -> Step {
    let end = offset + header.frameSize
    guard isLast else { return damaged("frame does not verify, and a later segment exists") }
    guard bytes.isZero(in: end..<bytes.count) else { return damaged("frame does not verify, and more follows it") }
    guard bytes[end - 1] == 0 || hasMissingSector(end: end) else {
      return damaged("frame is complete and does not verify")
    }
    return .torn(offset..<end)
  }

  private func hasMissingSector(end: Int) -> Bool {
    var start = offset
    while start < end {
      let next = min((start + 1).roundedUp(to: Self.sector), end)
      if bytes.isZero(in: start..<next) { return true }
      start = next
    }
    return false
  }

  private func stepWithoutHeader() -> Step {
    guard let last = bytes.lastNonZero(in: offset..<bytes.count) else { return .end }
    guard isLast else { return damaged("frame header is damaged, and a later segment exists") }
    if last < offset + Frame.headerBytes {
      let present = min(last + 1 - offset, Frame.magic.count)
      guard bytes[offset..<offset + present].elementsEqual(Frame.magic[..<present]) else {
        return damaged("bytes behind the last frame")
      }
      return .torn(offset..<last + 1)
    }
    let sectorEnd = (offset + 1).roundedUp(to: Self.sector)
    guard bytes.isZero(in: offset..<min(sectorEnd, bytes.count)) else { return damaged("frame header is damaged") }
    guard !hasLaterFrame(before: last), isDense(upTo: last) else { return damaged("bytes behind the last frame") }
    return .torn(offset..<last + 1)
  }

  private func hasLaterFrame(before last: Int) -> Bool {
    stride(from: offset + Frame.alignment, to: last, by: Frame.alignment).contains { start in
      guard let header = Frame.Header(bytes, at: start) else { return false }
      return header.number > nextFrame
    }
  }

  /// Whether every block that is not zero looks like ciphertext or padding, and not like a stray bit.
  private func isDense(upTo last: Int) -> Bool {
    stride(from: offset, through: last, by: Frame.alignment).allSatisfy { start in
      let block = bytes[start..<min(start + Frame.alignment, bytes.count)]
      let zeros = block.count { $0 == 0 }
      return zeros == block.count || zeros < block.count / 2
    }
  }
}
