/**
 * The BPF programs, and what the library asks the operating system for. Only {@link
 * io.fdtrail.kernel} is for users.
 */
// io.fdtrail.agent is compiled later; jnr-ffi has no descriptor
@SuppressWarnings({"module", "requires-automatic"})
module io.fdtrail.bpf {
  exports io.fdtrail.kernel;
  exports io.fdtrail.bpf to
      io.fdtrail.agent;
  exports io.fdtrail.os to
      io.fdtrail.agent;

  // passes descriptors by hand, which no trace does
  requires static org.jnrproject.ffi;
}
