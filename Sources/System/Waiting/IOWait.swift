/// What a descriptor waits for, and until when.
package struct IOWait {
  /// What ends a wait before its time.
  package enum Event {
    /// Bytes to read, or the other side's end.
    case readable
    /// Room for bytes to write.
    case writable
    /// Nothing but the end of the time, or of the connection.
    case time
  }

  /// What it waits for.
  package let event: Event
  /// When the wait ends at the latest.
  package let deadline: Deadline

  /// A wait for this event.
  package init(for event: Event, until deadline: Deadline) { (self.event, self.deadline) = (event, deadline) }
}
