import Glibc

/// What the system says of another process of ours.
enum ProcessFigures {
  /// Seconds of processor time since it started, in nanosecond steps.
  static func processorSeconds(_ process: Int32) throws -> Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      throw BenchmarkFailure(description: "the processor time of process \(process) cannot be read: it has ended")
    }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds of processor time of all processes that this one started and that have ended.
  static var endedChildrenSeconds: Double {
    var usage = rusage()
    getrusage(RUSAGE_CHILDREN.rawValue, &usage)
    let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
    return seconds + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  /// Bytes of memory that only it has, and its part of what it shares with others.
  static func proportionalMemory(_ process: Int32) throws -> Int {
    guard let bytes = InputFile.read("/proc/\(process)/smaps_rollup"),
      let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
      let kibibytes = Int(line.drop { !$0.isNumber }.prefix { $0.isNumber })
    else { throw BenchmarkFailure(description: "the memory of process \(process) cannot be read: it has ended") }
    return kibibytes * 1024
  }

  /// Bytes of memory that it holds now, and the most it ever held.
  static func memory(_ process: Int32) throws -> (now: Int, peak: Int) {
    guard let bytes = InputFile.read("/proc/\(process)/status") else {
      throw BenchmarkFailure(description: "the memory of process \(process) cannot be read: it has ended")
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    func value(_ name: String) -> Int {
      let line = lines.first { $0.hasPrefix(name + ":") }
      return (line.flatMap { Int($0.drop { !$0.isNumber }.prefix { $0.isNumber }) } ?? 0) * 1024
    }
    return (value("VmRSS"), value("VmHWM"))
  }
}
