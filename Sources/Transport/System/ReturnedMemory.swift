import CCurl

/// Gives back what connections needed and need no longer; by itself the system's allocator keeps most of it.
enum ReturnedMemory {
  /// Few arenas, so that what many threads free lies together and can be given back.
  static func limitArenas() { samenloop_malloc_arenas(8) }

  /// What was freed since a crowd was here.
  static func trim() { samenloop_malloc_trim() }
}
