public import Cryptography

extension FileJournal {
  /// The limits of a journal, all in bytes but where another unit is named.
  public struct Options: Sendable {
    /// Size of a segment file, written with zeros in advance. A larger record gets a segment of its own size.
    public var segmentBytes = 8 << 20
    /// The largest record or snapshot chunk.
    public var maxRecordBytes = 64 << 20
    /// The most records, in bytes, that one commit seals in one frame (one larger record goes alone).
    public var maxFrameBytes = 1 << 20
    /// The most bytes of records that wait to become durable; more are refused with `.busy`.
    public var maxBacklogBytes = 64 << 20
    /// Seconds between attempts to write while the disk is full.
    public var retrySeconds = 1.0
    /// Where nonces and salts come from.
    public var random: any RandomSource = SystemRandom()

    /// The limits of production.
    public init() {}

    /// The largest record or chunk that the format holds.
    static let maxFormatBytes = 1 << 30

    /// What the format can hold, whatever was asked for.
    var bounded: Options {
      var options = self
      options.maxRecordBytes = min(max(maxRecordBytes, 0), Self.maxFormatBytes)
      options.maxFrameBytes = min(max(maxFrameBytes, 1), Self.maxFormatBytes)
      options.segmentBytes = min(max(segmentBytes, 4096), 1 << 30).roundedUp(to: 4096)
      return options
    }
  }
}
