import Glibc

/// Writes a line to stderr.
func complain(_ text: String) {
  let line = Array((text + "\n").utf8)
  _ = write(2, line, line.count)
}

/// Ends the program, so that libFuzzer keeps the input, where a property of what is tested does not hold.
@inline(__always)
func require(_ holds: @autoclosure () -> Bool, _ property: @autoclosure () -> String) {
  if !holds() { violated(property()) }
}

func violated(_ property: String) -> Never {
  complain("VIOLATED: " + property)
  abort()
}
