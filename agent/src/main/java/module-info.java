/**
 * The library: {@link io.fdtrail.Tracer}, its options and its listener, the event model, and the
 * filter. The command runs on the class path, so its packages need not be exported.
 */
@SuppressWarnings("requires-automatic") // jnr-ffi has no descriptor
module io.fdtrail.agent {
  exports io.fdtrail;
  exports io.fdtrail.event;
  exports io.fdtrail.filter;

  requires transitive io.fdtrail.bpf;
  // passes descriptors by hand, which no trace does
  requires static org.jnrproject.ffi;
}
