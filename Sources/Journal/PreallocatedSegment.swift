import System

/// A file of durable zeros that becomes the next segment.
struct PreallocatedSegment {
  let file: Int32
  let path: String
  let size: Int

  /// Writes `size` zeros to `path`. Nothing is left when that fails.
  init(path: String, size: Int, files: any FileSystem) throws(FileError) {
    let file = try files.create(path)
    do {
      let step = 1 << 20
      let zeros = [UInt8](repeating: 0, count: min(step, size))
      var offset = 0
      while offset < size {
        let count = min(step, size - offset)
        try files.write(count == zeros.count ? zeros : Array(zeros[..<count]), to: file, at: offset)
        offset += count
      }
      try files.syncData(file)
    } catch {
      files.close(file)
      try? files.remove(path)
      throw error
    }
    self.file = file
    self.path = path
    self.size = size
  }
}
