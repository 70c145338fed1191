public import Region

/// Who of this region asked for what the thread is doing now: the holder of the certificate of a local request. The audit
/// log names the holder, by a commitment, in each entry that the request leads to.
///
/// Every local request is worked on by one thread from beginning to end, so that no function in between has to pass it on.
public enum CurrentCaller {
  /// The holder; nil where a peer or the clock is the cause.
  @TaskLocal public static var holder: AuditHolder?
}
