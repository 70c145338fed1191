import Glibc

/// Every fuzz target by the name that `FUZZ_TARGET` chooses it by: one program, so that the house is linked once.
private let targets: [String: @Sendable ([UInt8]) -> Void] = [
  "http-request": fuzzHTTPRequest,
  "documents": fuzzDocuments,
  "signed-documents": fuzzSignedDocuments,
  "signed-notes": fuzzSignedNotes,
  "batches": fuzzBatches,
  "journal": fuzzJournal,
  "region-events": fuzzRegionEvents,
  "csv": fuzzCSV,
  "certificates": fuzzCertificates,
  "texts": fuzzTexts,
]

private let chosen: @Sendable ([UInt8]) -> Void = {
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = targets[name] else {
    complain("set FUZZ_TARGET to one of: \(targets.keys.sorted().joined(separator: " "))")
    exit(64)
  }
  return target
}()

/// What libFuzzer calls with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  chosen(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
